"""Collections is the last step: after a call that was made and instalments that were offered (promise 10)."""

from collections.abc import Sequence
from typing import Final

from rules.case import MarkKind, StepState, Taken
from rules.deciding.desk import Desk
from rules.deciding.holds import Held, hold
from rules.facts import Invoice
from rules.rulebook import Channel

_PROMISE: Final = "promise 10"


def too_early(desk: Desk, invoice: Invoice, taken: Sequence[Taken]) -> Held | None:
    """Why the invoice may not be handed over yet, whatever the rulebook says; None when it may."""
    name = desk.case.customer.name
    done = [step for step in taken if step.state is StepState.SENT]
    if not any(step.channel == Channel.PHONE for step in done):
        return hold(
            "not called yet",
            "Nothing is handed over to collections before a call about it was made",
            at=_PROMISE,
            tasks=(f"call {name}",),
        )
    if not any(step.offer for step in done) and not _agreed(desk, invoice):
        return hold(
            "no instalments offered yet",
            "Nothing is handed over to collections before instalments were offered",
            at=_PROMISE,
            tasks=(f"offer {name} instalments",),
        )
    return None


def _agreed(desk: Desk, invoice: Invoice) -> bool:
    """Whether instalments were agreed at any time, and so were offered."""
    return any(
        mark.kind is MarkKind.INSTALMENTS and mark.invoice in (None, invoice.id)
        for mark in desk.case.marks
    )
