"""What Goodterms asks of a ledger, whichever platform it stands on.

The contract suite in `tests/connectors/contract.py` holds every implementation to these words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from rules.facts import Company, Fact, Invoice, InvoiceId, Kind, Unreadable

Cursor = Mapping[str, str]
"""Where an incremental pull goes on; only the connector that wrote it reads it."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A record that the ledger says is deleted."""

    kind: Kind
    id: str


@dataclass(frozen=True, slots=True)
class Sweep:
    """A pass over every record of a kind is over: what it did not show is no longer so.

    With `open_only` the pass showed open invoices only; an open invoice of ours that it did not
    show is to be read again before anything is said of it.
    """

    kind: Kind
    open_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One answer of the ledger, decoded. Stored in one transaction together with its cursor."""

    kind: Kind
    facts: tuple[Fact, ...] = ()
    gone: tuple[Gone, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    sweep: Sweep | None = None
    cursor: Cursor | None = None
    """The cursor to keep from now on; None leaves the stored one as it is."""
    expected: int | None = None
    """How many records of this kind the whole pass will bring, where the ledger tells."""


@dataclass(frozen=True, slots=True)
class Reread:
    """Invoices as they stand in the ledger right now."""

    found: Mapping[InvoiceId, Invoice] = field(default_factory=dict)
    gone: frozenset[InvoiceId] = frozenset()
    unreadable: tuple[Unreadable, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A note on an invoice, as the ledger gives it back."""

    text: str
    at: datetime | None = None


class Ledger(Protocol):
    """One company's ledger. Every method may raise a `connectors.errors.Trouble`."""

    @property
    def calls(self) -> int:
        """How many HTTP requests this ledger has been sent so far, token requests left out."""
        ...

    def company(self) -> Company:
        """Read the organisation: name, time zone, base currency, country."""
        ...

    def pull(self, cursor: Cursor | None, *, deep: bool = False) -> Iterator[Batch]:
        """Read what changed since `cursor`, or everything when it is None.

        `deep` asks for the daily pass over all open invoices as well, where the platform's
        timestamps have blind spots. Batches come as pages do: memory holds one at a time.
        """
        ...

    def reread(self, ids: Sequence[InvoiceId]) -> Reread:
        """Read these invoices now, in as few calls as the platform allows."""
        ...

    def add_note(self, invoice: InvoiceId, text: str, *, key: str) -> None:
        """Write a note on the invoice. `key` makes a repetition harmless where the vendor can."""
        ...

    def notes(self, invoice: InvoiceId) -> tuple[Note, ...]:
        """Read the notes on one invoice; used to settle whether an interrupted note was written."""
        ...

    def send_invoice(self, invoice: InvoiceId, *, key: str) -> None:
        """Have the platform e-mail the invoice itself to the customer."""
        ...

    def mark_sent(self, invoice: InvoiceId, *, key: str) -> None:
        """Tell the ledger that the customer has the invoice; harmless when it knows.

        Raises Refused where the vendor does not take it.
        """
        ...

    def pay_link(self, invoice: InvoiceId) -> str | None:
        """The ledger's own page on which the customer can pay; None when there is none."""
        ...

    def pdf(self, invoice: InvoiceId) -> bytes:
        """The invoice as a PDF."""
        ...

    def own_reminders(self) -> bool | None:
        """Whether the ledger itself sends reminders; None when it cannot tell."""
        ...
