"""The JSON Schema of a rulebook, for editors: from the reader's own tables of keys, words and facts.

YAML turns some words into numbers and booleans before a schema sees them (`4711`, `true`); where the
reader takes the text as written, the schema takes any of these. What only the whole file can tell,
such as the name of a segment or of a letter, is left to `goodterms rules check`.
"""

from collections.abc import Mapping
from typing import Final

from rules.book import (
    announcements_section,
    chain,
    company_section,
    contacts_section,
    paying_section,
    policy_section,
    sections,
    statements_section,
)
from rules.book import words as words_section
from rules.book.fact_tests import EXAMPLES, UNITS, YES_NO
from rules.book.shapes import SHAPES, TEXT, Schema, many, pattern, ref, words
from rules.comparisons import OPERATORS, FactType
from rules.fact_table import FACTS, FactSpec, Scope
from rules.lint.table import RULES

DIALECT: Final = "http://json-schema.org/draft-07/schema#"
"""The one that editors' YAML servers speak best."""

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "a rulebook": chain.KEYS,
    "company": company_section.KEYS,
    "send": company_section.SEND_KEYS,
    "a way to pay": paying_section.WAY_KEYS,
    "look": paying_section.LOOK_KEYS,
    "a segment": sections.SEGMENT_KEYS,
    "contacts": contacts_section.KEYS,
    "a route": contacts_section.ROUTE_KEYS,
    "a person": contacts_section.PERSON_KEYS,
    "an account manager": contacts_section.MANAGER_KEYS,
    "a language": contacts_section.LANGUAGE_KEYS,
    "a guard": sections.GUARD_KEYS,
    "limits": sections.LIMITS_KEYS,
    "a policy": policy_section.POLICY_KEYS,
    "a step": policy_section.STEP_KEYS,
    "thanks": sections.THANKS_KEYS,
    "thanks: when": sections.THANKS_WHEN_KEYS,
    "late_fee": sections.LATE_FEE_KEYS,
    "a text by language": words_section.LANGUAGE_KEYS,
    "send_invoices": sections.SEND_INVOICES_KEYS,
    "statements": statements_section.KEYS,
    "an announcement": announcements_section.KEYS,
}
"""The reader's tables, which decide what is in the schema."""
_CAN_BE_OFF: Final = ("all thanks", "send_invoices", "statements", "late_fee")


def rulebook_schema() -> Schema:
    """The whole schema; raises KeyError for a key of the reader that SHAPES does not tell of."""
    definitions = {what: _mapping(what) for what in KEYS if what != "a rulebook"}
    definitions["all thanks"] = many(ref("thanks"))
    for what in _CAN_BE_OFF:
        definitions[what] = {"anyOf": [definitions[what], {"enum": [*sorted(sections.OFF), False]}]}
    customers = {name: spec for name, spec in FACTS.items() if spec.scope is Scope.CUSTOMER}
    return {
        "$schema": DIALECT,
        "title": "A rulebook of Goodterms",
        **_mapping("a rulebook"),
        "definitions": {
            **definitions,
            "condition": _condition("condition", FACTS),
            "condition of a customer": _condition("condition of a customer", customers),
            "allow": _allow(),
        },
    }


def _mapping(what: str) -> Schema:
    shapes = {key: SHAPES[what][key] for key in KEYS[what]}
    return {
        "type": ["object", "null"],
        "properties": {
            key: {"description": s.says, "allOf": [s.value]} for key, s in shapes.items()
        },
        "required": [key for key, shape in shapes.items() if shape.needed],
        "additionalProperties": False,
    }


def _condition(own_name: str, facts: Mapping[str, FactSpec]) -> Schema:
    own = ref(own_name)
    several = {"type": "array", "items": own, "minItems": 1}
    return {
        "type": "object",
        "minProperties": 1,
        "properties": {
            **{name: _fact(spec) for name, spec in facts.items()},
            "any": {"description": "One of them has to hold.", **several},
            "all": {"description": "Every one of them has to hold.", **several},
            "not": {"description": "It must not hold.", "allOf": [own]},
        },
        "additionalProperties": False,
    }


def _fact(spec: FactSpec) -> Schema:
    test = _TESTS[spec.type]
    if spec.can_be_never:
        test = {"anyOf": [test, pattern(words(["never"]))]}
    listed = {"type": "array", "items": test, "minItems": 1}
    example = EXAMPLES[spec.type]
    return {"description": f"{spec.doc} For instance {example}.", "anyOf": [test, listed]}


_SIGN: Final = "(" + "|".join(sorted(OPERATORS, key=len, reverse=True)) + "|==)? *"
_NUMBER: Final = "-?[0-9]{1,12}(,[0-9]{3}){0,3}(\\.[0-9]{1,6})?"


def _units(of: FactType) -> str:
    return words(word for word, (type_, _) in UNITS.items() if type_ is of)


_TESTS: Final[Mapping[FactType, Schema]] = {
    FactType.MONEY: pattern(f"{_SIGN}([A-Z]{{3}} *)?{_NUMBER} *([A-Z]{{3}})?", numbers=True),
    FactType.COUNT: pattern(f"{_SIGN}{_NUMBER}", numbers=True),
    FactType.PERCENT: pattern(f"{_SIGN}{_NUMBER} *{_units(FactType.PERCENT)}"),
    FactType.DAYS: pattern(f"{_SIGN}{_NUMBER} *{_units(FactType.DAYS)}?", numbers=True),
    FactType.TEXT: TEXT,
    FactType.YES_NO: {"anyOf": [{"enum": [True, False, *YES_NO]}, pattern(words(YES_NO))]},
    FactType.DATE: pattern(f"{_SIGN}[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}"),
}


def _allow() -> Schema:
    because = {"type": "string", "minLength": 1}
    named = [(word, rule) for rule in RULES for word in (rule.code, rule.name)]
    return {
        "type": ["object", "null"],
        "properties": {
            word: {"description": f"{rule.code}: {rule.finds}.", **because} for word, rule in named
        },
        "additionalProperties": False,
    }
