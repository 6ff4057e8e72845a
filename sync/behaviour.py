"""How a customer has paid so far: counted from the ledger's own dates, for two years back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from rules.case import Behaviour, Mark, MarkKind
from rules.facts import CustomerId, Invoice, InvoiceId, InvoiceStatus

BEHAVIOUR_DAYS = 730


def promised_days(
    marks: Iterable[tuple[CustomerId, Mark]],
) -> Mapping[InvoiceId, tuple[date, ...]]:
    """The days that were promised for each invoice by a person's mark."""
    days: dict[InvoiceId, tuple[date, ...]] = defaultdict(tuple)
    for _, mark in marks:
        if mark.kind is MarkKind.PROMISE and mark.invoice is not None and mark.until is not None:
            days[mark.invoice] = (*days[mark.invoice], mark.until)
    return days


@dataclass(slots=True)
class Tally:
    """One customer's payments and promises while they are counted."""

    today: date
    paid: list[tuple[date, InvoiceId, int]] = field(default_factory=list)
    kept: int = 0
    broken: int = 0

    def count(self, invoice: Invoice, promised: Iterable[date]) -> None:
        """Take one invoice in; drafts, voided and deleted ones say nothing."""
        if invoice.is_open:
            self._promises(promised, None)
        elif invoice.status is InvoiceStatus.PAID and invoice.paid_on is not None:
            self._promises(promised, invoice.paid_on)
            if invoice.due is not None and self._is_recent(invoice.paid_on):
                late = (invoice.paid_on - invoice.due).days
                self.paid.append((invoice.paid_on, invoice.id, late))

    def behaviour(self) -> Behaviour:
        """What it comes to."""
        return Behaviour(
            tuple(days for _, _, days in sorted(self.paid)),
            BEHAVIOUR_DAYS,
            promises_kept=self.kept,
            promises_broken=self.broken,
        )

    def _promises(self, promised: Iterable[date], paid_on: date | None) -> None:
        for day in set(promised):
            if not self._is_recent(day):
                continue
            if paid_on is not None and paid_on <= day:
                self.kept += 1
            elif day < self.today:
                self.broken += 1

    def _is_recent(self, day: date) -> bool:
        return self.today - day <= timedelta(BEHAVIOUR_DAYS)
