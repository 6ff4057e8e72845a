"""Facts for letters, as one customer's day gives them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from rules.facts import Money
from rules.letters.letter import Letter, LetterFacts, Row, read_letter
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
