"""What a step would come to for a customer, as if its day had come: for looking at its letter.

Holds, limits and what was sent before have no say here, and nothing that comes of it is carried out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from rules.case import Case
from rules.deciding.desk import Desk
from rules.deciding.ladder import THANKING, THANKS_PART, Ladder
from rules.deciding.laid_out import lay_out
from rules.deciding.overrides import overrides_for, standing_of
from rules.deciding.promises import passed
from rules.deciding.recipients import Recipients, recipients
from rules.deciding.roles import language_of
from rules.deciding.standing import standing
from rules.deciding.statements import STATEMENT, looked_at
from rules.deciding.thanks import STEPS, paid_on, word_of_thanks
from rules.deciding.timing import nominal
from rules.decisions import Action, Decision, Line
from rules.facts import Invoice
from rules.rulebook import Anchor, Rulebook, Step

_NO_DAY: Final = 10_000
"""How far off a step is that has no day for an invoice."""


@dataclass(frozen=True, slots=True)
class AsIf:
    """A decision that could be, and the day on which it would."""

    decision: Decision
    on: date
    """A sending day; for a step before the due date its own, else never before today."""
    apart: int
    """Days between today and the day on which the step is, or was, due."""
    own: bool
    """Whether the step is on the ladder that this customer is on."""
    against: str | None = None
    """Of a statement of account: why it would not go out now."""


def as_if(rulebook: Rulebook, case: Case, wanted: str) -> AsIf | None:
    """The step for this customer, about the invoice whose day for it is nearest.

    None when it has no invoice to be about. Thanks are about what was paid last, and a statement of
    account, where the rulebook has any, is that of the last period.
    """
    desk = lay_out(rulebook, case)
    if wanted == STATEMENT and rulebook.statements is not None:
        return _stated(desk)
    if wanted in THANKING:
        return _thanks(desk, wanted)
    found = list(_chances(desk, wanted))
    return min(found, key=_preference) if found else None


def _preference(one: AsIf) -> tuple[bool, bool, int, str]:
    return (not one.decision.to, not one.own, one.apart, one.decision.lines[0].invoice.id)


def _chances(desk: Desk, wanted: str) -> Iterator[AsIf]:
    payer = standing(desk)
    overrides = overrides_for(desk, payer)
    others = [Ladder.of(policy, desk.book.calendar) for policy in desk.book.rulebook.policies]
    for invoice in desk.invoices:
        own = standing_of(desk, invoice, payer, overrides=overrides).ladder
        ladder = next((each for each in (own, *others) if each and wanted in each.names), None)
        if ladder is not None and invoice.due is not None:
            yield _chance(desk, invoice, ladder, wanted=wanted, own=ladder is own)


def _chance(desk: Desk, invoice: Invoice, ladder: Ladder, *, wanted: str, own: bool) -> AsIf:
    step = next(each for each in ladder.policy.steps if each.name == wanted)
    today = desk.case.today
    day = _day(desk, invoice, step, ladder=ladder)
    due = day or today
    is_early = invoice.due is not None and due < invoice.due
    on = ladder.calendar.next_open(due if is_early else max(due, today))
    people = recipients(desk, invoice, step)
    if not isinstance(people, Recipients):
        people = Recipients(())
    customer = desk.case.customer
    decision = Decision(
        action=Action.OFFER if step.is_offer else Action.REMIND,
        customer=customer.id,
        customer_name=customer.name,
        lines=_lines(desk, invoice, step, people=people, on=on),
        reason=f"As if the step {wanted} were due.",
        policy=ladder.policy.name,
        step=step.name,
        channel=step.channel,
        letter=step.letter,
        to=people.to,
        cc=people.cc,
        senior=step.senior,
        language=language_of(desk.book.rulebook, desk.case, people.to),
    )
    return AsIf(decision, on, abs((due - today).days) if day else _NO_DAY, own)


def _day(desk: Desk, invoice: Invoice, step: Step, *, ladder: Ladder) -> date | None:
    """The day of the step for an invoice; None where its terms, or no promise, leave it none."""
    if step.when.anchor is Anchor.PROMISE:
        promised = passed(replace(desk.case, today=date.max), invoice)
        return nominal(step.when, promised, ladder.calendar) if promised else None
    if invoice.due is None:
        return None
    plan = ladder.schedule(invoice.issued, invoice.due)
    steps = ladder.policy.steps
    days = [rung.on for rung in (*plan.before, *plan.after) if steps[rung.index].name == step.name]
    return days[0] if days else None


def _lines(
    desk: Desk, invoice: Invoice, step: Step, *, people: Recipients, on: date
) -> tuple[Line, ...]:
    """The invoice, and those of the same people that are overdue as well by then."""
    lines = [_line(invoice, step.name, on)]
    if invoice.due is not None and invoice.due <= on:
        lines += [
            _line(other, None, on)
            for other in desk.invoices
            if other.id != invoice.id and other.due is not None and other.due <= on
            if _same_people(recipients(desk, other, step), people)
        ]
    return tuple(lines)


def _same_people(found: object, people: Recipients) -> bool:
    return isinstance(found, Recipients) and found.addressed == people.addressed


def _line(invoice: Invoice, step: str | None, on: date) -> Line:
    return Line(invoice, step, (on - invoice.due).days if invoice.due else 0)


def _stated(desk: Desk) -> AsIf | None:
    found = looked_at(desk)
    if found is None:
        return None
    decision, against = found
    day = desk.book.calendar.next_open(desk.case.today)
    return AsIf(decision, day, int(against is not None), own=True, against=against)


def _thanks(desk: Desk, wanted: str) -> AsIf | None:
    rules = [rule for rule in desk.book.rulebook.thanks if STEPS[rule.earned] == wanted]
    part = wanted == THANKS_PART
    invoices = [i for i in desk.invoices if i.balance != i.total] if part else desk.case.settled
    paid = sorted(invoices, key=lambda invoice: (paid_on(desk, invoice) or date.min, invoice.id))
    decision = word_of_thanks(desk, rules[0], paid[-1:]) if rules and paid else None
    if decision is None:
        return None
    return AsIf(decision, desk.book.calendar.next_open(desk.case.today), 0, own=True)
