"""The schema says what the reader says: the same keys, and nothing refused that the reader takes."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from rules.book.schema import KEYS, rulebook_schema
from rules.book.shapes import SHAPES
from rules.book.yaml_nodes import Mapping, Sequence, Text, Written, read_yaml
from rules.fact_table import FACTS
from tests.rules.rulebooks import EXAMPLES, ROOT, gentle, load

SCHEMA = rulebook_schema()
RULEBOOKS = sorted([*EXAMPLES, *(ROOT / "rules").rglob("*.yaml")])


def plain(node: Written | None) -> Any:
    """As the reader sees it: every value the text that was written."""
    if isinstance(node, Mapping):
        return {entry.key.text: plain(entry.value) for entry in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return None if node is None or (isinstance(node, Text) and node.is_empty) else node.text


class Editor(yaml.SafeLoader):
    """YAML 1.2's few kinds of value, as an editor's language server sees them."""


Editor.yaml_implicit_resolvers = {
    first: [(tag, known) for tag, known in kinds if not tag.endswith(("timestamp", "bool"))]
    for first, kinds in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def mistakes(value: Any) -> list[str]:
    return [error.message for error in Draft7Validator(SCHEMA).iter_errors(value)]


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", RULEBOOKS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_rulebook_that_we_ship_fits(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert mistakes(plain(read_yaml(text, path.name).root)) == []
    assert mistakes(yaml.load(text, Editor)) == []


def opened_by_the_reader() -> Iterator[tuple[str, set[str]]]:
    """Each kind of mapping that the reader opens, with the keys that it cannot do without."""
    for path in (ROOT / "rules" / "book").glob("*.py"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
                opened = {said(call, 1) for call in calls if ast.unparse(call.func) == "Fields.of"}
                needed = {
                    said(call, 0) for call in calls if ast.unparse(call.func) == "fields.need"
                }
                for what in opened - {"allow"}:
                    yield what, needed


def said(call: ast.Call, place: int) -> str:
    argument = call.args[place]
    assert isinstance(argument, ast.Constant)
    return str(argument.value)


def test_every_mapping_that_the_reader_opens_is_in_the_schema() -> None:
    assert set(KEYS) == {what for what, _ in opened_by_the_reader()} == set(SHAPES)


@pytest.mark.parametrize("what", KEYS)
def test_every_key_of_the_reader_is_in_the_schema_and_no_other(what: str) -> None:
    part = SCHEMA if what == "a rulebook" else SCHEMA["definitions"][what]
    part = part.get("anyOf", [part])[0]
    assert list(part["properties"]) == list(KEYS[what])
    assert set(SHAPES[what]) == set(KEYS[what])


def test_the_schema_asks_for_no_key_that_the_reader_does_without() -> None:
    for what, needed in opened_by_the_reader():
        asked = {key for key, shape in SHAPES[what].items() if shape.needed}
        assert asked - {"rulebook"} <= needed, what


def test_every_fact_is_in_it_where_it_can_be_asked_for() -> None:
    conditions = SCHEMA["definitions"]["condition"]["properties"]
    assert set(conditions) == {*FACTS, "any", "all", "not"}
    assert "balance" not in SCHEMA["definitions"]["condition of a customer"]["properties"]


TAKEN = [
    'guards: [{hold: a, when: {balance: "<  20 NZD", days_overdue: "> 2 Weeks"}}]',
    "guards: [{hold: a, when: {any: [{balance: 20}, {not: {part_paid: YES}}]}}]",
    'guards: [{hold: a, when: {days_since_reply: [never, ">= 5 days"], number: [1, INV-2]}}]',
    'guards: [{hold: a, when: {issued: ">= 2026-04-01", paid_late_share: "<= 20.5 percent"}}]',
    "limits: {per_customer: 1 in 1 day, gap: 2 weeks, after_reply: 5 days, per_run: 5, backlog: 3}",
    "thanks: none",
    "send_invoices: off",
    "thanks:",
    "company: {from: a@x.example, send: {on: Monday, between: '9:00 - 16:30'}, terms: 1 week}",
    "allow: {GT101: agreed}",
]
REFUSED = [
    'guards: [{hold: a, when: {balance: "< 20 days"}}]',
    'guards: [{hold: a, when: {days_overdue: "> 20%"}}]',
    "guards: [{hold: a, when: {part_paid: perhaps}}]",
    'guards: [{hold: a, when: {balanse: "< 20"}}]',
    'segments: [{segment: new, when: {balance: "< 20"}}]',
    "guards: [{hold: a}]",
    "guards: [{hold: a, when: {class: null}}]",
    'guards: [{hold: a, when: {customer: ""}}]',
    'guards: [{hold: " ", when: {customer: a}}]',
    "limits: {gap: 99999 days}",
    "policy: []",
    "limits: {gap: 2 months}",
    "company: {from: nobody, pay_by: [card]}",
    "company: {from: a@x.example, send: {on: [someday]}}",
    "allow: {GT999: agreed}",
    "policies: [{policy: late payers, for: [late], steps: [{step: a, at: 3 days after Easter, channel: phone}]}]",
    "policies: [{policy: late payers, for: [late], steps: [{step: a, at: on due, channel: fax}]}]",
]


@pytest.mark.parametrize("lines", TAKEN)
def test_what_the_reader_takes_the_schema_takes(lines: str) -> None:
    assert load(gentle(lines)).problems == ()
    assert mistakes(plain(read_yaml(gentle(lines), "rules.yaml").root)) == []
    assert mistakes(yaml.load(gentle(lines), Editor)) == []


@pytest.mark.parametrize("lines", REFUSED)
def test_what_the_schema_refuses_the_reader_refuses(lines: str) -> None:
    assert mistakes(plain(read_yaml(gentle(lines), "rules.yaml").root)) != []
    assert load(gentle(lines)).problems != ()
