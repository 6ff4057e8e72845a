"""What goes along with a letter: the page to pay on, and the invoice as a PDF.

A reminder that lacks them still says everything, so neither stops it. Each that is missing takes
several tries and their waits, so a ledger that keeps failing is not asked for ever.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from connectors.errors import AllowanceSpent, Refused, Unavailable
from connectors.ledger import Ledger
from connectors.mail.message import Attachment
from rules.facts import Invoice, InvoiceId
from sync.pay_links import trouble_with

T = TypeVar("T")
PATIENCE = 3
"""After so many invoices without it, the ledger is not asked for more of its kind in this run."""


@dataclass(slots=True)
class Extras:
    """Asks the ledger for links and files; remembers what it cannot give just now."""

    ledger: Ledger
    _missed: dict[str, set[InvoiceId]] = field(default_factory=lambda: defaultdict(set))
    """What was asked for, and the invoices for which it could not be had."""
    unlinked: dict[InvoiceId, str] = field(default_factory=dict)
    """Invoices that went out without a pay link, and why."""

    def pay_link(self, invoice: Invoice) -> str | None:
        """The page to pay on; None when there is none, or none to be had."""
        if invoice.pay_link:
            return invoice.pay_link
        return self._ask("pay link", self.ledger.pay_link, invoice.id)

    def checked_link(
        self, invoice: Invoice, *, platform: str, allowed: Sequence[str]
    ) -> str | None:
        """The page to pay on, if it is the ledger's; why there is none is kept."""
        link = self.pay_link(invoice)
        why = trouble_with(link, platform, allowed)
        if why is None:
            return link
        self.unlinked[invoice.id] = why
        return None

    def attachments(self, invoices: Sequence[Invoice]) -> tuple[Attachment, ...]:
        """The invoices as files; those that cannot be had are left out."""
        found = []
        for invoice in invoices:
            content = self._ask("pdf", self.ledger.pdf, invoice.id)
            if content is not None:
                found.append(Attachment(_name(invoice), "application/pdf", content))
        return tuple(found)

    def _ask(self, what: str, ask: Callable[[InvoiceId], T], invoice: InvoiceId) -> T | None:
        if len(self._missed[what]) >= PATIENCE:
            return None
        try:
            return ask(invoice)
        except Refused:
            return None
        except AllowanceSpent:
            raise  # nothing else would be answered either
        except Unavailable:
            self._missed[what].add(invoice)
            return None


def _name(invoice: Invoice) -> str:
    name = re.sub(r"[^\w.-]+", "-", invoice.number or invoice.id).strip("-.") or "invoice"
    return f"{name}.pdf"
