"""Facts for letters, as one customer's day gives them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from rules.facts import Money
from rules.letters.letter import Letter, LetterFacts, Part, Row, instalment_offers, read_letter
from rules.letters.ways import Way
from rules.statement import Account, Entry, EntryKind, Statement

TODAY = date(2026, 11, 21)
BASES = Path(__file__).parents[2] / "rules" / "bases"


def row(
    number: str = "INV-0003",
    *,
    due: date | None = date(2026, 11, 4),
    balance: str = "115.00",
    currency: str = "NZD",
    total: str | None = None,
) -> Row:
    return Row(
        number=number,
        issued=date(2026, 10, 15),
        due=due,
        total=Money(Decimal(total or balance), currency),
        balance=Money(Decimal(balance), currency),
        days_overdue=(TODAY - due).days if due else 0,
        pay_link="https://in.xero.com/4fjPkTzC",
    )


ACCOUNT = Account(
    currency="NZD",
    opening=Decimal(0),
    entries=(Entry(date(2026, 10, 15), EntryKind.INVOICE, "INV-0003", Decimal(115), TODAY),),
    since=(),
    ages=(Decimal(0), Decimal(115), Decimal(0), Decimal(0), Decimal(0)),
    credit=Decimal(0),
)
STATEMENT = Statement(
    start=date(2026, 10, 1), end=date(2026, 10, 31), today=TODAY, accounts=(ACCOUNT,)
)
ONE = LetterFacts(
    account=STATEMENT,
    company="Maple & Sons Ltd",
    sender="Ana Reid",
    sender_email="accounts@maple.example",
    customer="Acme Holdings",
    greeting="Jo",
    today=TODAY,
    rows=(row(),),
    pay_by=(Way("online"), Way("bank transfer"), Way("card by phone")),
    locale="en_NZ",
)
MANY = replace(
    ONE,
    rows=(
        row("INV-0011", due=date(2026, 11, 20), balance="2350.50"),
        row("INV-0003", balance="100.00", total="115.00"),
        row("US-1", due=date(2026, 11, 23), balance="80", currency="USD"),
    ),
)

RICH = replace(
    MANY,
    good_history=True,
    attached=True,
    sender_title="Director",
    pay_by=(Way("online"), Way("bank transfer", ("NZD",), "12-3456-7890123-00, {{ number }}")),
    offers=instalment_offers([Money(Decimal("2450.50"), "NZD")], first=TODAY),
    received=(Money(Decimal(115), "NZD"),),
    received_on=TODAY,
    promised_on=TODAY,
    missed=(Part(TODAY - timedelta(3), (Money(Decimal(50), "NZD"),)),),
    to_come=(Part(TODAY + timedelta(27), (Money(Decimal(50), "NZD"),)),),
    terms_days=14,
    terms_from=TODAY + timedelta(40),
    late_fee="As agreed, 1% a month is added from 30 days after the due date.",
)
"""Everything that a letter can know."""
DUE_IN = {"heads-up": 7, "due-today": 0, "invoice": 20}
"""Days from the letter to the due date, of those that go out before it has passed."""
SETTLING = ("thanks", "thanks-promise")
"""They are about invoices on which nothing is open."""


def fitting(name: str, facts: LetterFacts) -> LetterFacts:
    """These facts on the day on which such a letter goes out."""
    if name in SETTLING:
        rows = (
            replace(each, balance=Money(Decimal(0), each.balance.currency)) for each in facts.rows
        )
        return replace(facts, rows=tuple(rows), received=tuple(each.total for each in facts.rows))
    if name not in DUE_IN:
        return facts
    days = DUE_IN[name]
    rows = (replace(each, due=TODAY + timedelta(days), days_overdue=-days) for each in facts.rows)
    return replace(facts, rows=tuple(rows))


def letter(body: str, *, subject: str = "About {{ invoices }}") -> Letter:
    """A letter that is known to be right."""
    read, problems = read_letter("test", f"Subject: {subject}\n\n{body}", "test.md")
    assert read is not None, problems
    return read


def shipped(name: str, *, base: str = "gentle", language: str = "en") -> Letter:
    """A letter of a shipped base, right as it is."""
    folder = BASES / base / "letters"
    path = (folder if language == "en" else folder / language) / f"{name}.md"
    read, problems = read_letter(name, path.read_text("utf-8"), f"{name}.md")
    assert read is not None, problems
    return read


def shipped_letters() -> list[tuple[str, str, str]]:
    """Base, language and name of every letter that ships."""
    found = []
    for path in sorted(BASES.glob("*/letters/**/*.md")):
        base, _, *folder, _ = path.relative_to(BASES).parts
        found.append((base, folder[0] if folder else "en", path.stem))
    return found
