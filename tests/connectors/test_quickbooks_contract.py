"""QuickBooks keeps the contract."""

from collections.abc import Callable
from dataclasses import replace

from connectors.ledger import Ledger
from connectors.quickbooks.ledger import QuickBooksLedger
from connectors.sandbox.books import Books
from connectors.sandbox.quickbooks.books import QuickBooksBooks
from connectors.sandbox.story import Story
from connectors.settings import LedgerSettings
from connectors.vendor import Bearer
from rules.facts import Invoice
from tests.connectors.contract import STORY, LedgerContract, OpenDesk, an_invoice


class TestQuickBooksKeepsTheContract(LedgerContract):
    platform = "quickbooks"
    quiet_calls = 1
    first_calls = 5  # the counts of all kinds in one batch, and a page of each of four
    tells_reminders = False

    def make_books(self, story: Story) -> Books:
        return QuickBooksBooks(story)

    def open_ledger(
        self, settings: LedgerSettings, bearer: Bearer, sleep: Callable[[float], None]
    ) -> Ledger:
        return QuickBooksLedger(settings, bearer, sleep=sleep)

    def test_a_first_pull_of_many_invoices_costs_one_call_per_thousand(
        self, open_desk: OpenDesk
    ) -> None:
        """A kind that the counts found empty is not asked for, so the payments stay in."""
        more = tuple(an_invoice(f"n{number}") for number in range(1995))
        desk = open_desk(replace(STORY, invoices=(*STORY.invoices, *more)))
        desk.ledger.company()

        pulled = desk.pull()

        assert len(pulled.all(Invoice)) == 2001
        assert pulled.calls == self.first_calls + 2
