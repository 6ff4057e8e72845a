"""What the copy of the ledger holds after the bookkeeper did something."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, update

from connectors.errors import Trouble
from connectors.sandbox.story import StoryPayment
from connectors.sandbox.trouble import ScriptedTrouble, What
from rules.facts import InvoiceStatus
from sync.cases import read_books
from sync.pull import pull
from sync.store import ledger_copy
from sync.store.schema import companies, facts
from tests.sync.office import TUESDAY, Office, an_office, customer, invoice, story

TWO = story(
    [customer("jo"), customer("kim")],
    [invoice("1", "jo", overdue=6), invoice("2", "kim", overdue=6)],
)


def pulled(office: Office, *, on: date = TUESDAY) -> int:
    """Pull, as of a day; returns the calls that it took."""
    opener = office.opener()
    now = datetime.combine(on, datetime.min.time(), UTC)
    return pull(opener.store, opener.ledger, opener.settings.company, now=now, today=on).calls


def standing(office: Office) -> dict[str | None, str]:
    """Invoice number -> status in our copy."""
    opener = office.opener()
    books = read_books(opener.store, opener.settings.company)
    return {invoice.number: invoice.status.value for invoice in books.invoices}


def test_a_payment_arrives_with_the_next_pull(tmp_path: Path, platform: str) -> None:
    with an_office(tmp_path, platform, TWO) as office:
        pulled(office)
        office.books.pay("1")
        pulled(office)

        assert standing(office) == {"INV-settled": "paid", "INV-1": "paid", "INV-2": "open"}


def test_a_void_and_a_deletion_arrive(tmp_path: Path, platform: str) -> None:
    with an_office(tmp_path, platform, TWO) as office:
        pulled(office)
        office.books.void("1")
        office.books.delete("2")
        pulled(office)

        now = standing(office)
        assert now["INV-1"] == InvoiceStatus.VOIDED.value
        assert now.get("INV-2", "deleted") == "deleted"


@pytest.mark.parametrize(("name", "at_most"), [("quickbooks", 1), ("xero", 6)])
def test_a_pull_in_which_nothing_changed_is_cheap(tmp_path: Path, name: str, at_most: int) -> None:
    with an_office(tmp_path, name, TWO) as office:
        pulled(office)

        assert pulled(office) <= at_most


@pytest.mark.parametrize(("name", "at_most"), [("quickbooks", 1), ("xero", 7)])
def test_once_a_day_all_open_invoices_are_looked_over(
    tmp_path: Path, name: str, at_most: int
) -> None:
    with an_office(tmp_path, name, TWO) as office:
        pulled(office)

        assert pulled(office, on=TUESDAY + timedelta(days=1)) <= at_most


def test_a_failed_pull_keeps_what_was_there_and_is_remembered(
    tmp_path: Path, platform: str
) -> None:
    with an_office(tmp_path, platform, TWO) as office:
        pulled(office)
        office.sandbox.make_trouble(ScriptedTrouble(what=What.BROKEN_JSON, times=50))
        with pytest.raises(Trouble):
            pulled(office)

        opener = office.opener()
        with opener.store.read() as connection:
            state = ledger_copy.pull_state(connection, opener.settings.company)
        assert state.failed
        assert standing(office)["INV-1"] == "open"


def test_the_day_of_payment_is_that_of_the_last_payment(tmp_path: Path, platform: str) -> None:
    told = story(
        [customer("jo")],
        [invoice("1", "jo", overdue=30)],
        [
            StoryPayment(
                key=f"half-{day}",
                customer="jo",
                on=date(2026, 11, day),
                amount=Decimal("50.00"),
                applied=(("1", Decimal("50.00")),),
            )
            for day in (3, 9)
        ],
    )
    with an_office(tmp_path, platform, told) as office:
        pulled(office)

        opener = office.opener()
        books = read_books(opener.store, opener.settings.company)
        [paid] = [invoice for invoice in books.invoices if invoice.number == "INV-1"]
        assert paid.paid_on == date(2026, 11, 9)


@pytest.mark.parametrize("breaks", [False, True])
def test_what_an_earlier_version_did_not_read_comes_with_the_next_pull(
    tmp_path: Path, platform: str, breaks: bool
) -> None:
    with an_office(tmp_path, platform, TWO) as office:
        pulled(office)
        known = posts(office)
        assert all(known.values())
        as_an_earlier_version_left_it(office)
        assert not any(posts(office).values())
        if breaks:
            office.sandbox.make_trouble(ScriptedTrouble(what=What.BROKEN_JSON, times=50))
            with pytest.raises(Trouble):
                pulled(office)
            office.sandbox.trouble.clear()
        calls = pulled(office)

        assert posts(office) == known
        assert standing(office) == {"INV-settled": "paid", "INV-1": "open", "INV-2": "open"}
        assert pulled(office) < calls


def posts(office: Office) -> dict[str, bool]:
    """Whether our copy has a postal address of each customer."""
    opener = office.opener()
    books = read_books(opener.store, opener.settings.company)
    return {each.name: each.address is not None for each in books.contacts.values()}


def as_an_earlier_version_left_it(office: Office) -> None:
    """Contacts were kept without their address, and nothing was said of the form of facts."""
    with office.opener().store.write() as connection:
        for row in connection.execute(select(facts).where(facts.c.kind == "contact")).all():
            body = {k: v for k, v in json.loads(row.body).items() if k != "address"}
            mine = (facts.c.kind == "contact") & (facts.c.id == row.id)
            connection.execute(update(facts).where(mine).values(body=json.dumps(body)))
        connection.execute(update(companies).values(facts_form=None))
