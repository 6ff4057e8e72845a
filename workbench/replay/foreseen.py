"""What the ladder alone says is next: days on which a decision would say no more than that.

After a contact, and when an invoice is issued, nothing can be due before the ladder's next day, as
long as nobody promised, paid or said anything and no condition asks for what has just happened.
Wherever that is not so, `None` says that nobody knows without deciding.
"""

from collections.abc import Iterator
from datetime import date

from rules.calendar import ONE_DAY
from rules.deciding.compiled import Compiled
from rules.deciding.ladder import DUE_DAY_GRACE, Ladder
from rules.decisions import Action, Decision
from rules.facts import Invoice
from rules.rulebook import Earned
from workbench.replay.moving import Moving
from workbench.replay.walk import Track, Walk


class Foreseen:
    """The days that a rulebook's ladders have for an invoice."""

    def __init__(self, book: Compiled, moving: Moving, thanks: frozenset[Earned]) -> None:
        self._ladders = {ladder.policy.name: ladder for ladder in book.ladders.values()}
        self._overrides = [override.ladder for override in book.overrides]
        self._calendar = book.calendar
        self._thanks = thanks
        always, guards = moving.always, moving.guards.values()
        plain = not book.overrides
        self._after_contact = plain and not always.by_contacts
        self._after_issue = plain and not (
            always.by_issues or any(guard.by_issues for guard in guards)
        )

    def after(self, walk: Walk, decision: Decision, day: date) -> date | None:
        """The day of the next step of what a contact was about; `date.max` when there is none."""
        if not self._after_contact or walk.is_spoken_for:
            return None
        if decision.action is Action.THANK:
            return date.max
        ladder = self._ladders.get(decision.policy or "")
        if ladder is None:
            return None
        tomorrow = self._calendar.next_open(day + ONE_DAY)
        if walk.may_be_thanked(tomorrow, self._thanks):
            return None
        days = (_next(ladder, walk, line.invoice, tomorrow) for line in decision.lines)
        return min((on for on in days if on is not None), default=date.max)

    def after_issue(self, walk: Walk, track: Track) -> date | None:
        """The first day on which any ladder has a step for a new invoice."""
        invoice = track.versions[0].invoice
        if not self._after_issue or walk.is_spoken_for or walk.credits:
            return None
        if not invoice.sent or not invoice.is_open or invoice.due is None:
            return None
        if invoice.balance != invoice.total:
            return None  # a part of it was paid before, for which there may be thanks
        days = [on for each in self._ladders.values() for on in _rungs(each, invoice, invoice.due)]
        return max(track.issued, min(days, default=date.max))

    def turns(self, decision: Decision) -> Iterator[date]:
        """The days on which any ladder goes on to another step for the invoices of a decision."""
        for line in decision.lines:
            if line.invoice.due is not None:
                yield line.invoice.due
                for ladder in (*self._ladders.values(), *self._overrides):
                    for on in _rungs(ladder, line.invoice, line.invoice.due):
                        yield on
                        yield self._calendar.next_open(on) + DUE_DAY_GRACE + ONE_DAY


def _next(ladder: Ladder, walk: Walk, invoice: Invoice, today: date) -> date | None:
    if invoice.due is None:
        return None
    taken = walk.past.taken.get(invoice.id, ())
    on = ladder.position(invoice, invoice.due, taken=taken, today=today).on
    return max(on, today) if on is not None else None


def _rungs(ladder: Ladder, invoice: Invoice, due: date) -> Iterator[date]:
    plan = ladder.schedule(invoice.issued, due)
    return (rung.on for rung in (*plan.before, *plan.after))
