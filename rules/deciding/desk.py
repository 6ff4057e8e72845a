"""One case on the desk: what every question about its invoices is answered from."""

from dataclasses import dataclass

from rules.case import Case
from rules.deciding.compiled import Compiled
from rules.deciding.history import History
from rules.facts import Invoice
from rules.rulebook import Guard, Verdict


@dataclass(frozen=True, slots=True)
class Desk:
    """A case beside the rulebook and its sorted past."""

    book: Compiled
    case: Case
    history: History
    invoices: tuple[Invoice, ...]
    """Open invoices, the oldest due first; those without a due date last."""
    guards: tuple[tuple[Guard, Verdict | None], ...]
    """Guards that may hold, in order; None where each invoice has to be asked."""


def guards_for(book: Compiled, case: Case) -> tuple[tuple[Guard, Verdict | None], ...]:
    """Settle the guards that ask for the customer alone, once for all invoices."""
    found: list[tuple[Guard, Verdict | None]] = []
    for guard in book.rulebook.guards:
        verdict = None if guard.when.asks_invoice else guard.when.verdict(case, None)
        if verdict is not Verdict.NO:
            found.append((guard, verdict))
    return tuple(found)
