"""Reads `contacts`: who is who at the customers, and who looks after them here."""

import re
from typing import Final

from babel.localedata import locale_identifiers

from rules.book.fields import (
    Fields,
    Problems,
    listing,
    mailbox,
    name,
    nearest,
    one_of,
    text,
)
from rules.book.yaml_nodes import Written
from rules.conditions import read_auto_pay_condition, read_condition, read_language_condition
from rules.letters.phrases import PHRASES
from rules.problems import quoted
from rules.rulebook import AccountManager, ContactRules, KnownPerson, LanguageRule, Route

KEYS: Final = (
    "routes",
    "people",
    "account_managers",
    "languages",
    "auto_pay",
    "prefer",
    "fallback",
)
ROUTE_KEYS: Final = ("route", "when", "to", "role")
PERSON_KEYS: Final = ("person", "of", "role", "reports_to", "phone", "language")
MANAGER_KEYS: Final = ("manager", "when")
LANGUAGE_KEYS: Final = ("language", "when")

PREFERENCES: Final = {"named": "named", "primary": "primary"}
_LOCALES: Final = frozenset(locale_identifiers())
_prefer = one_of(PREFERENCES, "a way to prefer people")


def contacts(node: Written, problems: Problems) -> ContactRules | None:
    """Read who is who at the customers."""
    fields = Fields.of(node, "contacts", KEYS, problems=problems)
    if fields is None:
        return None
    people = fields.many("people", _person)
    _check_reports(people, problems)
    return ContactRules(
        routes=fields.many("routes", _route),
        people=people,
        managers=fields.many("account_managers", _manager),
        languages=fields.many("languages", _languages),
        auto_pay=fields.maybe("auto_pay", read_auto_pay_condition),
        prefer=fields.take("prefer", _prefer, "named"),
        fallback=fields.many("fallback", name),
    )


def _route(node: Written, problems: Problems) -> Route | None:
    fields = Fields.of(node, "a route", ROUTE_KEYS, problems=problems)
    if fields is None:
        return None
    fields.maybe("route", name)
    when = fields.need("when", read_condition)
    to = fields.need("to", listing(mailbox))
    role = fields.maybe("role", name)
    if when is None or not to:
        return None
    return Route(when=when, to=to, role=role, at=fields.place)


def _person(node: Written, problems: Problems) -> KnownPerson | None:
    fields = Fields.of(node, "a person", PERSON_KEYS, problems=problems)
    if fields is None:
        return None
    box = fields.need("person", mailbox)
    of = fields.need("of", listing(text))
    role = fields.maybe("role", name)
    reports_to = fields.maybe("reports_to", name)
    phone = fields.maybe("phone", _phone)
    speaks = fields.maybe("language", language_tag)
    if box is None or not of:
        return None
    return KnownPerson(
        box=box,
        of=of,
        role=role,
        reports_to=reports_to,
        phone=phone,
        language=speaks,
        at=fields.place,
    )


def _phone(node: Written, problems: Problems) -> str | None:
    written = text(node, problems)
    if written is None:
        return None
    digits = re.sub(r"[ ()./-]", "", written)
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", digits):
        says = f"{quoted(written)} is not a number that can be rung from anywhere."
        problems.add(node.place, says, 'Write it with its country, as in "+64 9 555 0134".')
        return None
    return digits


language = one_of({code: code for code in PHRASES}, "a language that letters can be in")
"""Read the code of a language."""


def language_tag(node: Written, problems: Problems) -> str | None:
    """A language as it is written in a country, such as en-US; or its code alone."""
    written = text(node, problems)
    if written is None:
        return None
    code, _, country = written.replace("_", "-").partition("-")
    if code.casefold() in PHRASES and not country:
        return code.casefold()
    tag = f"{code.casefold()}-{country.upper()}"
    if code.casefold() in PHRASES and tag.replace("-", "_") in _LOCALES:
        return tag
    says = f"{quoted(written)} is not a language that letters can be in."
    problems.add(node.place, says, nearest(code, PHRASES) or 'Write "de" or "en-US", say.')
    return None


def _languages(node: Written, problems: Problems) -> LanguageRule | None:
    fields = Fields.of(node, "a language", LANGUAGE_KEYS, problems=problems)
    if fields is None:
        return None
    code = fields.need("language", language_tag)
    when = fields.need("when", read_language_condition)
    return LanguageRule(code, when, fields.place) if code and when else None


def _manager(node: Written, problems: Problems) -> AccountManager | None:
    fields = Fields.of(node, "an account manager", MANAGER_KEYS, problems=problems)
    if fields is None:
        return None
    box = fields.need("manager", mailbox)
    when = fields.maybe("when", read_condition)
    if box is None or (when is None and fields.node.get("when") is not None):
        return None
    return AccountManager(box, when, fields.place)


def _check_reports(people: tuple[KnownPerson, ...], problems: Problems) -> None:
    """Whom somebody reports to is one of the others, by name, address or role."""
    known = [word for each in people for word in (each.box.name, each.box.email, each.role) if word]
    folded = {word.casefold() for word in known}
    for each in people:
        if each.reports_to is not None and each.reports_to.casefold() not in folded:
            says = f"Nobody among the people is {quoted(each.reports_to)}."
            problems.add(each.at, says, nearest(each.reports_to, known))
