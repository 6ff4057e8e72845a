"""One case on the desk: what every question about its invoices is answered from."""

from typing import TYPE_CHECKING

from msgspec import Struct, field

from rules.case import Case
from rules.deciding.compiled import Compiled
from rules.deciding.history import History
from rules.facts import Invoice
from rules.rulebook import Guard, Verdict

if TYPE_CHECKING:
    from rules.deciding.recipients import Recipients

_NO = Verdict.NO  # a member of an enum takes ten times as long to look up as a name


class Desk(Struct, frozen=True, gc=False):
    """A case beside the rulebook and its sorted past."""

    book: Compiled
    case: Case
    history: History
    invoices: tuple[Invoice, ...]
    """Open invoices, the oldest due first; those without a due date last."""
    guards: tuple[tuple[Guard, Verdict | None], ...]
    """Guards that may hold, in order; None where each invoice has to be asked."""
    usual: "dict[tuple[object, ...], Recipients]" = field(default_factory=dict)
    """Who hears a step about an invoice that says nothing of people, as far as it was asked."""


def guards_for(book: Compiled, case: Case) -> tuple[tuple[Guard, Verdict | None], ...]:
    """Settle what the guards ask of the customer alone, once for all invoices."""
    found: list[tuple[Guard, Verdict | None]] = []
    for asked in book.guards:
        verdict = asked.of_customer.verdict(case, None) if asked.of_customer else None
        if verdict is not _NO:
            found.append((asked.guard, None if asked.asks_invoice else verdict))
    return tuple(found)
