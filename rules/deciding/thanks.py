"""A word of thanks for an invoice that was paid on time, once in a while."""

from datetime import date, timedelta

from rules import wording
from rules.case import MarkKind, StepState, Taken
from rules.deciding.desk import Desk
from rules.deciding.ladder import THANKS
from rules.deciding.recipients import is_vague, ledger_people
from rules.deciding.roles import language_of
from rules.decisions import Action, Decision, Finding, Line
from rules.facts import Invoice
from rules.rulebook import Channel
from rules.rulebook import Thanks as ThanksRule

LATELY = timedelta(days=5)
"""Thanks come within this time of the payment, or not at all."""
ONCE_IN = timedelta(days=30)
_QUIET = frozenset({MarkKind.DISPUTE, MarkKind.HOLD, MarkKind.NO_CHASE})


def thank(desk: Desk) -> Decision | None:
    """Thanks for what was settled lately; only to a customer whom Goodterms has written to.

    Called only on a day on which the customer hears nothing else.
    """
    rule = desk.book.rulebook.thanks
    if rule is None or not desk.case.settled or not _may_speak(desk):
        return None
    paid = [invoice for invoice in desk.case.settled if _deserves(desk, rule, invoice)]
    paid.sort(key=lambda invoice: (invoice.paid_on or date.min, invoice.id))
    people = ledger_people(desk, paid[0])[:1] if paid else ()
    if not people or (not people[0].name and is_vague(people[0].email or "")):
        return None
    if (people[0].email or "").lower() in desk.history.heard_today:
        return None
    name = people[0].name or people[0].email
    findings = tuple(_finding(invoice, rule) for invoice in paid)
    return Decision(
        action=Action.THANK,
        customer=desk.case.customer.id,
        customer_name=desk.case.customer.name,
        lines=tuple(Line(invoice, THANKS, _late(invoice)) for invoice in paid),
        reason=f"Thank {name} for {wording.invoices(len(paid))} paid lately.",
        step=THANKS,
        channel=Channel.EMAIL,
        letter=rule.letter,
        to=people,
        language=language_of(desk.book.rulebook, desk.case, people),
        findings=findings,
        because=findings[0],
    )


def _may_speak(desk: Desk) -> bool:
    case = desk.case
    if case.unreadable or not desk.book.calendar.is_open(case.today):
        return False
    if any(mark.kind in _QUIET for mark in desk.history.marks.get(None, ())):
        return False
    known = any(step.state is StepState.SENT and step.step != THANKS for step in case.taken)
    return known and not any(_is_recent_thanks(step, case.today) for step in case.taken)


def _is_recent_thanks(step: Taken, today: date) -> bool:
    return step.step == THANKS and today - step.on < ONCE_IN


def _deserves(desk: Desk, rule: ThanksRule, invoice: Invoice) -> bool:
    paid_on = invoice.paid_on
    if paid_on is None or not timedelta(0) <= desk.case.today - paid_on <= LATELY:
        return False
    if any(step.step == THANKS for step in desk.history.taken.get(invoice.id, ())):
        return False
    if not rule.on_time_only:
        return True
    return invoice.due is not None and paid_on <= invoice.due


def _late(invoice: Invoice) -> int:
    return (invoice.paid_on - invoice.due).days if invoice.paid_on and invoice.due else 0


def _finding(invoice: Invoice, rule: ThanksRule) -> Finding:
    paid = wording.day(invoice.paid_on) if invoice.paid_on else "a day unknown"
    due = f", due on {wording.day(invoice.due)}" if invoice.due else ""
    says = f"{wording.name_of(invoice)} was paid on {paid}{due}: holds"
    return Finding(holds=True, says=says, at=str(rule.at))
