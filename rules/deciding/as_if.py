"""What a step would come to for a customer, as if its day had come: for looking at its letter.

Holds, limits and what was sent before have no say here, and nothing that comes of it is carried out.
"""

from collections.abc import Iterator
from datetime import date

from msgspec import structs

from rules.case import Case
from rules.deciding.assumed import NO_DAY, Agreed, AsIf, agreed
from rules.deciding.beside import announced, sent, stated, thanked
from rules.deciding.desk import Desk
from rules.deciding.ladder import SEND_INVOICE, THANKING, Ladder
from rules.deciding.laid_out import lay_out
from rules.deciding.overrides import overrides_for, standing_of
from rules.deciding.recipients import Recipients, recipients
from rules.deciding.roles import language_of
from rules.deciding.standing import standing
from rules.deciding.statements import STATEMENT
from rules.deciding.timing import nominal
from rules.decisions import NO_BACKGROUND, Action, Decision, Line
from rules.facts import Invoice
from rules.rulebook import Announcement, Rulebook, Step


def as_if(rulebook: Rulebook, case: Case, wanted: str) -> AsIf | None:
    """The step for this customer, about the invoice whose day for it is nearest.

    None when it has no invoice to be about. Thanks are about what was paid last, a statement of
    account, where the rulebook has any, is that of the last period, and an announcement goes by its
    name, where no step has it.
    """
    desk = lay_out(rulebook, case)
    if wanted == STATEMENT and rulebook.statements is not None:
        return stated(desk)
    if wanted in THANKING:
        return thanked(desk, wanted)
    if wanted == SEND_INVOICE and rulebook.send_invoices is not None:
        return sent(desk, rulebook.send_invoices)
    if (announcement := announcement_called(rulebook, wanted)) is not None:
        return announced(desk, announcement)
    found = list(_chances(desk, wanted))
    return min(found, key=_preference) if found else None


def announcement_called(rulebook: Rulebook, wanted: str) -> Announcement | None:
    """The announcement of this name; None where a step of a policy has it."""
    if any(step.name == wanted for policy in rulebook.policies for step in policy.steps):
        return None
    return next((each for each in rulebook.announcements if each.name == wanted), None)


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
    by = agreed(desk, invoice, step)
    day = _day(invoice, step, by, ladder=ladder)
    on = _going(invoice, day or today, today=today, ladder=ladder)
    people = recipients(desk, invoice, step)
    if not isinstance(people, Recipients):
        people = Recipients(())
    background = by.background if by is not None else NO_BACKGROUND
    first_late = _is_first_late(invoice, step, on, ladder)
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
        background=structs.replace(background, first_late=first_late),
    )
    made_up = by.made_up if by is not None else None
    apart = abs((day - today).days) if day and not made_up else NO_DAY + _late(invoice, today)
    return AsIf(decision, on, apart, own, made_up=made_up)


def _late(invoice: Invoice, today: date) -> int:
    """How far it is from being just overdue; one that is not overdue is further than any that is."""
    late = (today - invoice.due).days if invoice.due else 0
    return late if late >= 0 else NO_DAY - late


def _going(invoice: Invoice, due: date, *, today: date, ladder: Ladder) -> date:
    is_early = invoice.due is not None and due < invoice.due
    return ladder.calendar.next_open(due if is_early else max(due, today))


def _is_first_late(invoice: Invoice, step: Step, on: date, ladder: Ladder) -> bool:
    """Whether no step of the ladder that speaks of an overdue invoice comes before it."""
    if invoice.due is None or on <= invoice.due:
        return False
    plan, steps = ladder.schedule(invoice.issued, invoice.due), ladder.policy.steps
    late = (steps[rung.index].name for rung in plan.after if rung.on > invoice.due)
    return next(late, None) == step.name


def _day(invoice: Invoice, step: Step, by: Agreed | None, *, ladder: Ladder) -> date | None:
    """The day of the step for an invoice; None where its terms leave it none."""
    if by is not None:
        return nominal(step.when, by.day, ladder.calendar)
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
