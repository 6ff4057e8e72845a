"""One case on the desk: what every question about its invoices is answered from."""

from dataclasses import dataclass

from rules.case import Case
from rules.compiled import Compiled
from rules.facts import Invoice
from rules.history import History


@dataclass(frozen=True, slots=True)
class Desk:
    """A case beside the rulebook and its sorted past."""

    book: Compiled
    case: Case
    history: History
    invoices: tuple[Invoice, ...]
    """Open invoices, the oldest due first; those without a due date last."""
