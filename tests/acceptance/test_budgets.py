"""Calls are the real cost: both vendors meter them. The budgets, counted at the sandbox's door."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.sandbox.story import Story, StoryCredit, StoryInvoice, StoryPayment
from rules.facts import Contact, Credit, Invoice, InvoiceId, Payment
from sync.house import utc_now
from sync.pull import PullReport, pull
from sync.store import ledger_copy
from tests.sync.office import TUESDAY, Office, an_office, customer

TERMS = 1
"""A QuickBooks company has some kinds of terms; they fit on a page."""


def books(invoices: int) -> Story:
    """As many invoices, payments and credits; a fifth as many customers."""
    whose = [customer(f"c{place}") for place in range(-(-invoices // 5))]
    keys = [(f"i{place}", whose[place // 5].key) for place in range(invoices)]
    due = TUESDAY - timedelta(days=10)
    amount = Decimal("100.00")
    return Story(
        company_id="9130357849016",
        company_name="Maple Florist",
        timezone="Pacific/Auckland",
        base_currency="NZD",
        country="NZ",
        on=TUESDAY,
        customers=tuple(whose),
        invoices=tuple(
            StoryInvoice(
                key=key, number=key, customer=of, issued=due - timedelta(20), due=due, total=amount
            )
            for key, of in keys
        ),
        payments=tuple(
            StoryPayment(
                key=f"p{key}", customer=of, on=due, amount=amount, applied=((key, amount),)
            )
            for key, of in keys[: invoices // 2]
        ),
        credits=tuple(
            StoryCredit(
                key=f"r{key}", number=key, customer=of, on=due, total=amount, remaining=amount
            )
            for key, of in keys[: invoices // 10]
        ),
    )


def pulled(office: Office, *, days_later: int = 0) -> PullReport:
    """A pull by a fresh process, today or on a later day; the sandbox's log holds its calls."""
    opener, now = office.opener(), utc_now()
    day = now.date() + timedelta(days=days_later)
    office.sandbox.calls.clear()
    return pull(opener.store, opener.ledger, opener.settings.company, now=now, today=day)


def pages(*records: int) -> int:
    """Pages of a thousand that so many records of each kind fill."""
    return sum(-(-count // 1000) for count in records)


def known(office: Office) -> Counter[str]:
    """How many records of each kind our copy holds."""
    opener = office.opener()
    with opener.store.read() as connection:
        kinds = {"invoices": Invoice, "contacts": Contact, "payments": Payment, "credits": Credit}
        company = opener.settings.company
        return Counter(
            {
                name: len(list(ledger_copy.all_facts(connection, company, kind)))
                for name, kind in kinds.items()
            }
        )


HOLDS = {
    2500: {"invoices": 2500, "contacts": 500, "payments": 1250, "credits": 250},
    2000: {"invoices": 2000, "contacts": 400, "payments": 1000, "credits": 200},
}


@pytest.mark.parametrize("invoices", [2500, 2000], ids=["2500", "an exact multiple of a page"])
def test_a_first_quickbooks_pull_costs_a_call_per_thousand_records_of_a_kind(
    tmp_path: Path, invoices: int
) -> None:
    with an_office(tmp_path, "quickbooks", books(invoices)) as office:
        report = pulled(office)

        holds = HOLDS[invoices]
        assert known(office) == holds
        queries = [call for call in office.sandbox.calls.api if call.path.endswith("/query")]
        assert len(queries) == pages(*holds.values()) + pages(TERMS)
        # beside them: the organisation, its settings, and one batch that counts every kind
        assert report.calls == len(office.sandbox.calls.api) == len(queries) + 3


@pytest.mark.parametrize("invoices", [2500, 2000], ids=["2500", "an exact multiple of a page"])
def test_a_first_xero_pull_costs_a_call_per_thousand_records_of_a_kind(
    tmp_path: Path, invoices: int
) -> None:
    with an_office(tmp_path, "xero", books(invoices)) as office:
        report = pulled(office)

        holds = HOLDS[invoices]
        assert known(office) == holds
        assert Counter(called(office)) == {
            "Organisation": 1,
            "Invoices": pages(holds["invoices"]),
            "Contacts": pages(holds["contacts"]),
            "Payments": pages(holds["payments"]),
            "CreditNotes": pages(holds["credits"]),
            "Overpayments": 1,  # that there are none takes a call to know
            "Prepayments": 1,
        }
        assert report.calls == len(office.sandbox.calls.api)


def test_a_sync_in_which_nothing_changed_costs_quickbooks_one_call(tmp_path: Path) -> None:
    with an_office(tmp_path, "quickbooks", books(300)) as office:
        pulled(office)
        before = known(office)

        assert [pulled(office).calls, pulled(office, days_later=1).calls] == [1, 1]
        assert [call.path.rsplit("/", 1)[-1] for call in office.sandbox.calls.api] == ["cdc"]
        assert known(office) == before


def test_a_sync_in_which_nothing_changed_costs_xero_a_call_for_each_endpoint(
    tmp_path: Path,
) -> None:
    with an_office(tmp_path, "xero", books(300)) as office:
        pulled(office)
        before = known(office)

        assert pulled(office).calls == 6
        assert len(set(called(office))) == 6
        # the first of a day reads the open invoices as well, a page of a thousand to a call
        assert pulled(office, days_later=1).calls == 7
        assert known(office) == before


@pytest.mark.parametrize(("platform", "calls"), [("quickbooks", 2), ("xero", 10)])
def test_a_re_read_of_four_hundred_invoices_is_batched(
    tmp_path: Path, platform: str, calls: int
) -> None:
    """QuickBooks takes 200 ids in a query; Xero 40, for a longer address is refused."""
    with an_office(tmp_path, platform, books(400)) as office:
        pulled(office)
        ids = [InvoiceId(office.books.id_of(told.key)) for told in office.story.invoices]
        ledger = office.opener().ledger
        office.sandbox.calls.clear()

        reread = ledger.reread(ids)

        assert set(reread.found) == set(ids)
        assert ledger.calls == len(office.sandbox.calls.api) == calls


def called(office: Office) -> list[str]:
    """The endpoint of each call in the sandbox's log."""
    return [call.path.rsplit("/", 1)[-1] for call in office.sandbox.calls.api]
