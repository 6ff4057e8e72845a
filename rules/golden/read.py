"""Reads golden tests: the text of a file in, its tests or every mistake in it out.

A test is a customer's case on a day, with defaults so that it says only what it is about, and the
decisions that are expected. Nothing here decides, and nothing raises on any text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from rules.book.fields import Fields, Problems, Reader, day, integer, listing, name
from rules.book.yaml_nodes import Mapping as Node
from rules.book.yaml_nodes import Text, Written, read_yaml
from rules.case import Case, LedgerState, Mark
from rules.facts import (
    Company,
    CompanyId,
    Contact,
    Invoice,
    InvoiceId,
)
from rules.golden import past
from rules.golden.customers import NOBODY_SAID, read_payer
from rules.golden.expecting import Expected, expected
from rules.golden.invoices import (
    Setting,
    check_numbers,
    member_id,
    read_invoices,
    read_settled,
)
from rules.golden.values import country, currency, email, words
from rules.problems import Place, Problem, quoted
from rules.tags import marks_in

VERSION: Final = 1
KEYS: Final = ("tests", "rulebook", "company", "cases")
COMPANY_KEYS: Final = ("name", "country", "timezone", "currency")
CASE_KEYS: Final = (
    "test",
    "on",
    "company",
    "customer",
    "invoices",
    "settled",
    "payments",
    "credits",
    "taken",
    "told",
    "marks",
    "bounced",
    "unread",
    "unreadable",
    "ledger",
    "expect",
)
COMPANY: Final = Company(CompanyId("company"), "The company", "xero", "UTC", "NZD", None)


@dataclass(frozen=True, slots=True)
class GoldenTest:
    """One case, and what is expected of it."""

    name: str
    case: Case
    expected: tuple[Expected, ...] | None
    """None: it does not say yet."""
    at: Place
    node: Node


@dataclass(frozen=True, slots=True)
class Golden:
    """What could be read of a file of tests."""

    rulebook: str | None
    """The path of the rulebook, from the file; None: it has the file's own name."""
    tests: tuple[GoldenTest, ...]
    problems: tuple[Problem, ...]
    """In the order of the file; while there is one, nothing is to be tested."""


def read_golden(text: str, file: str) -> Golden:
    """Read a file of tests. Never raises on any text."""
    problems = Problems()
    read = read_yaml(text, file)
    problems.found.extend(read.problems)
    if read.root is None and read.whole:
        hint = 'Begin with "tests: 1", "rulebook: rules.yaml" and "cases:".'
        problems.add(Place(file, 1, 1), "The file is empty.", hint)
        return Golden(None, (), _sorted(problems))
    root = read.root if read.root is not None else Node((), Place(file, 1, 1))
    if isinstance(root, Node) and root.get("cases") is None and _is_rulebook(root):
        says = "This is a rulebook, and no file of tests."
        hint = f"Try `goodterms rules check {file}`; its tests stand in a file of their own."
        problems.add(root.place, says, hint)
        return Golden(None, (), _sorted(problems))
    fields = Fields.of(root, "a file of tests", KEYS, problems=problems)
    if fields is None:
        return Golden(None, (), _sorted(problems))
    if read.whole:
        fields.need("tests", integer(VERSION, VERSION))
    rulebook = fields.maybe("rulebook", words)
    company = fields.take("company", _company(COMPANY), COMPANY)
    tests = fields.many("cases", _test(company))
    if read.whole and fields.node.get("cases") is None:
        problems.add(fields.place, 'The key "cases" is missing in a file of tests.')
    _check_names(tests, problems)
    return Golden(rulebook, tests, _sorted(problems))


def _is_rulebook(root: Node) -> bool:
    return any(root.get(key) is not None for key in ("extends", "policies", "segments"))


def _sorted(problems: Problems) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems.found), key=lambda one: (one.place, one.says)))


def _check_names(tests: tuple[GoldenTest, ...], problems: Problems) -> None:
    first: dict[str, GoldenTest] = {}
    for test in tests:
        same = first.setdefault(test.name, test)
        if same is not test:
            says = f"A test {quoted(test.name)} stands on line {same.at.line} already."
            problems.add(test.at, says, "Give each test a name of its own.")


def _company(usual: Company) -> Reader[Company]:
    def read(node: Written, problems: Problems) -> Company | None:
        fields = Fields.of(node, "company", COMPANY_KEYS, problems=problems)
        if fields is None:
            return None
        return replace(
            usual,
            name=fields.take("name", name, usual.name),
            country=fields.take("country", country, usual.country),
            timezone=fields.take("timezone", words, usual.timezone),
            base_currency=fields.take("currency", currency, usual.base_currency),
        )

    return read


def _test(company: Company) -> Reader[GoldenTest]:
    def read(node: Written, problems: Problems) -> GoldenTest | None:
        fields = Fields.of(node, "a test", CASE_KEYS, problems=problems)
        if fields is None:
            return None
        before = len(problems.found)
        called = fields.need("test", words)
        on = fields.need("on", day)
        own = fields.take("company", _company(company), company)
        case = _case(fields, own, on or date(2026, 1, 1))
        wanted = fields.maybe("expect", _expect)
        if called is None or on is None or len(problems.found) > before:
            return None
        return GoldenTest(called, case, wanted, fields.place, fields.node)

    return read


def _expect(node: Written, problems: Problems) -> tuple[Expected, ...] | None:
    return None if isinstance(node, Text) and node.is_empty else listing(expected)(node, problems)


def _case(fields: Fields, company: Company, on: date) -> Case:
    payer = fields.take("customer", read_payer, NOBODY_SAID)
    setting = Setting(on, company.base_currency, payer.members)
    invoices = _invoices(fields, setting)
    settled = _settled(fields, setting)
    before = past.Before(
        on=on,
        currency=company.base_currency,
        numbers=_numbers((*invoices, *settled)),
        open=[invoice.id for invoice in invoices],
        written=[invoice.number or invoice.id for invoice in (*invoices, *settled)],
    )
    return Case(
        company=company,
        today=on,
        customer=payer.contact,
        members=tuple(Contact(id=member_id(each), name=each) for each in payer.members),
        invoices=invoices,
        settled=settled,
        payments=fields.take("payments", lambda n, p: past.payments(n, before, p), ()),
        credits=fields.take("credits", lambda n, p: past.credits(n, before, p), ()),
        taken=fields.take("taken", lambda n, p: past.taken(n, before, p), ()),
        told=fields.take("told", past.told, ()),
        marks=(
            *(fields.maybe("marks", lambda n, p: past.marks(n, before, p)) or ()),
            *_in_notes(invoices),
        ),
        unreadable=fields.take("unreadable", past.unreadable, ()),
        behaviour=payer.behaviour,
        bounced=frozenset(each.lower() for each in fields.many("bounced", email)),
        unread=fields.maybe("unread", words),
        ledger=fields.take(
            "ledger", lambda n, p: past.ledger(n, on, p), LedgerState(last_payment_on=on)
        ),
        known_since=payer.known_since
        or min((each.issued for each in (*invoices, *settled)), default=None),
    )


def _invoices(fields: Fields, setting: Setting) -> tuple[Invoice, ...]:
    node = fields.node.get("invoices")
    if node is None:
        return ()
    found = read_invoices(node, setting, fields.problems)
    check_numbers(node, found, fields.problems)
    return found


def _settled(fields: Fields, setting: Setting) -> tuple[Invoice, ...]:
    node = fields.node.get("settled")
    return () if node is None else read_settled(node, setting, fields.problems)


def _numbers(invoices: tuple[Invoice, ...]) -> Mapping[str, InvoiceId]:
    return {(invoice.number or invoice.id).casefold(): invoice.id for invoice in invoices}


def _in_notes(invoices: tuple[Invoice, ...]) -> tuple[Mark, ...]:
    """The tags in the notes on the invoices, as a bookkeeper writes them in the ledger."""
    return tuple(
        mark
        for invoice in invoices
        for mark in marks_in(
            invoice.memo or "", invoice=invoice.id, since=invoice.issued, source=past.SOURCE
        )
    )
