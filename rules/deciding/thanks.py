"""A word of thanks, once in a while: for a payment on time, a promise that was kept, a part paid.

The rules are asked in the rulebook's order; the first that has anything to thank for is the letter.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from rules import wording
from rules.case import Case, MarkKind, StepState
from rules.deciding.credit import probably_paid
from rules.deciding.desk import Desk
from rules.deciding.holds import (
    BEFORE_CREDIT,
    first,
    in_progress,
    ledger_is_stale,
    was_sent,
)
from rules.deciding.ladder import THANKS, THANKS_PART, THANKS_PROMISE
from rules.deciding.promises import kept
from rules.deciding.recipients import Recipients, is_vague, recipients
from rules.deciding.roles import language_of
from rules.decisions import Action, Background, Decision, Finding, Line, totals
from rules.facts import Invoice, Money, Person
from rules.names import is_person
from rules.rulebook import Anchor, Channel, Earned, Step, Timing, Unit
from rules.rulebook import Thanks as ThanksRule

LATELY = timedelta(days=5)
"""Thanks come within this time of the payment, or not at all; and not so soon after a reply."""
ONCE_IN = timedelta(days=30)
_QUIET = frozenset({MarkKind.DISPUTE, MarkKind.HOLD, MarkKind.NO_CHASE})
STEPS = {
    Earned.ON_TIME: THANKS,
    Earned.ANY_TIME: THANKS,
    Earned.PROMISE: THANKS_PROMISE,
    Earned.PART: THANKS_PART,
}
"""The step under which each kind is recorded."""


def thank(desk: Desk) -> Decision | None:
    """Thanks for what was paid lately; only to a customer whom Goodterms has written to.

    Called only on a day on which the customer hears nothing else.
    """
    rules = desk.book.rulebook.thanks
    last = desk.history.thanked
    if not rules or (last is not None and desk.case.today - last < ONCE_IN):
        return None
    if not _paid_lately(desk.case) or not _may_speak(desk):
        return None
    for rule in rules:
        earned = sorted(_earned(desk, rule), key=lambda i: (paid_on(desk, i) or date.min, i.id))
        if earned and (said := _said(desk, rule, earned)) is not None:
            return said
    return None


def _paid_lately(case: Case) -> bool:
    """Whether there is anything to give thanks for."""
    first = case.today - LATELY
    return any(payment.on >= first for payment in case.payments) or any(
        invoice.paid_on is not None and invoice.paid_on >= first for invoice in case.settled
    )


def word_of_thanks(desk: Desk, rule: ThanksRule, invoices: list[Invoice]) -> Decision | None:
    """The letter of a rule about these invoices; None where there is nobody to thank."""
    found = [(invoice, _people(desk, rule, invoice)) for invoice in invoices]
    people = next((who for _, who in found if who), ())
    theirs = [invoice for invoice, who in found if who and who == people]
    if not people:
        return None
    step = STEPS[rule.earned]
    part = rule.earned is Earned.PART
    paid = wording.invoices(len(theirs))
    findings = tuple(_finding(desk, invoice, rule) for invoice in theirs)
    return Decision(
        action=Action.THANK,
        customer=desk.case.customer.id,
        customer_name=desk.case.customer.name,
        lines=tuple(Line(invoice, step, _late(desk, invoice)) for invoice in theirs),
        reason=f"Thank {people[0].name or people[0].email} for "
        f"{'part of ' if part else ''}{paid} paid lately.",
        step=step,
        channel=Channel.EMAIL,
        letter=rule.letter,
        to=people,
        language=language_of(desk.book.rulebook, desk.case, people),
        background=_background(desk, theirs),
        findings=findings,
        because=findings[0],
    )


def _said(desk: Desk, rule: ThanksRule, invoices: list[Invoice]) -> Decision | None:
    letter = word_of_thanks(desk, rule, invoices)
    if letter is None or (not is_person(letter.to[0].name) and is_vague(letter.to[0].email or "")):
        return None
    heard = any((person.email or "").lower() in desk.history.heard_today for person in letter.to)
    return None if heard else letter


def _people(desk: Desk, rule: ThanksRule, invoice: Invoice) -> tuple[Person, ...]:
    """Whose invoice it was: of several departments the one that paid is thanked."""
    when = Timing(0, Unit.DAYS, Anchor.DUE)
    found = recipients(desk, invoice, Step(name=STEPS[rule.earned], when=when, at=rule.at))
    return found.to if isinstance(found, Recipients) else ()


def _may_speak(desk: Desk) -> bool:
    case = desk.case
    if case.unreadable or desk.book.calendar.next_open(case.today) != case.today:
        return False
    if case.today in desk.history.contacts[-1:]:  # an earlier run of today has written to them
        return False
    marks = desk.history.marks.get(None, ())
    if any(mark.kind in _QUIET for mark in marks) or _replied_lately(desk):
        return False
    return desk.history.reminded


def _replied_lately(desk: Desk) -> bool:
    """They wrote: first somebody reads what they say."""
    return any(
        mark.kind is MarkKind.REPLIED and timedelta(0) <= desk.case.today - mark.since < LATELY
        for mark in desk.case.marks
    )


def _earned(desk: Desk, rule: ThanksRule) -> Iterator[Invoice]:
    """What this rule thanks for, was not thanked for before, and of which no step is still open."""
    step = STEPS[rule.earned]
    candidates = desk.invoices if rule.earned is Earned.PART else desk.case.settled
    for invoice in candidates:
        if not _is_earned(desk, rule.earned, invoice):
            continue
        taken = desk.history.taken.get(invoice.id, ())
        if not any(one.step == step or one.state is not StepState.SENT for one in taken):
            yield invoice


def _is_earned(desk: Desk, earned: Earned, invoice: Invoice) -> bool:
    on = paid_on(desk, invoice)
    if on is None or not timedelta(0) <= desk.case.today - on <= LATELY or invoice.disputed:
        return False
    if earned is Earned.ON_TIME:
        return invoice.due is not None and on <= invoice.due
    if earned is Earned.PROMISE:
        return kept(desk.case, invoice) is not None
    return earned is Earned.ANY_TIME or _may_speak_of(desk, invoice)


def _may_speak_of(desk: Desk, invoice: Invoice) -> bool:
    """Whether a letter may name what is still open; the promises hold for thanks as well."""
    if not was_sent(desk, invoice) or probably_paid(desk.case, [invoice]):
        return False
    return first((*BEFORE_CREDIT, in_progress, ledger_is_stale), desk, invoice) is None


def paid_on(desk: Desk, invoice: Invoice) -> date | None:
    """The day of the last payment on it; None when there was none lately."""
    if not invoice.is_open:
        return invoice.paid_on
    return max((day for day, _ in _parts(desk, invoice)), default=None)


def _parts(desk: Desk, invoice: Invoice) -> Iterator[tuple[date, Money]]:
    """What was paid lately on an open invoice."""
    for payment in desk.case.payments:
        if timedelta(0) <= desk.case.today - payment.on <= LATELY:
            for part in payment.applied:
                if part.invoice == invoice.id:
                    yield payment.on, Money(part.amount, payment.amount.currency)


def _background(desk: Desk, invoices: list[Invoice]) -> Background:
    received = [
        amount
        for invoice in invoices
        for amount in (
            [part for _, part in _parts(desk, invoice)] if invoice.is_open else [invoice.total]
        )
    ]
    return Background(
        promised_on=max(
            (day for invoice in invoices if (day := kept(desk.case, invoice))), default=None
        ),
        received=tuple(Money(sum_, currency) for currency, sum_ in totals(received).items()),
        received_on=max((day for i in invoices if (day := paid_on(desk, i))), default=None),
    )


def _late(desk: Desk, invoice: Invoice) -> int:
    if invoice.is_open:
        return (desk.case.today - invoice.due).days if invoice.due else 0
    return (invoice.paid_on - invoice.due).days if invoice.paid_on and invoice.due else 0


def _finding(desk: Desk, invoice: Invoice, rule: ThanksRule) -> Finding:
    on = paid_on(desk, invoice)
    paid = wording.day(on) if on else "a day unknown"
    due = f", due on {wording.day(invoice.due)}" if invoice.due else ""
    if promised := kept(desk.case, invoice):
        due = f", promised for {wording.day(promised)}{due}"
    part = "in part " if invoice.is_open else ""
    says = f"{wording.name_of(invoice)} was paid {part}on {paid}{due}: holds"
    return Finding(holds=True, says=says, at=str(rule.at))
