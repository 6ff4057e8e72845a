"""Decisions put together from what was found: the sentence, the lines, the chain of findings."""

from collections.abc import Iterable
from datetime import date

from rules import wording
from rules.deciding.desk import Desk
from rules.deciding.groups import Group, Ripe
from rules.deciding.history import REACHED
from rules.deciding.holds import Held, plan_of
from rules.deciding.ladder import BESIDE_THE_LADDER, SEND_INVOICE, Position
from rules.deciding.overrides import passed_over
from rules.deciding.promises import passed
from rules.deciding.quiet import allowed
from rules.deciding.recipients import Recipients
from rules.deciding.roles import language_of
from rules.deciding.standing import Standing
from rules.decisions import Action, Background, Decision, Finding, Line
from rules.facts import Invoice
from rules.rulebook import Anchor

_ACTIONS = {
    "send": Action.SEND_INVOICE,
    "call": Action.CALL,
    "handover": Action.HAND_OVER,
    "offer": Action.OFFER,
}


def contact(desk: Desk, group: Group) -> Decision:
    """What a group of steps comes to."""
    carrier = group.carrier
    step, people = carrier.step, carrier.recipients
    lines = _lines(desk, group)
    because = _timings(desk, group)
    return Decision(
        action=_action(carrier),
        customer=desk.case.customer.id,
        customer_name=desk.case.customer.name,
        lines=lines,
        reason=_reason(carrier, lines, people),
        policy=None if carrier.kind == "send" else _policy(carrier.payer),
        step=step.name,
        channel=step.channel,
        letter=step.letter,
        to=people.to,
        cc=people.cc,
        senior=step.senior,
        language=language_of(desk.book.rulebook, desk.case, people.to),
        needs_approval=carrier.needs_approval,
        tasks=people.tasks,
        backlog=any(ripe.position.backlog for ripe in group.ripe),
        background=_background(desk, carrier),
        findings=_findings(desk, group, because),
        because=because[0],
    )


def _action(carrier: Ripe) -> Action:
    if carrier.kind == "post" and carrier.step.is_offer:
        return Action.OFFER
    return _ACTIONS.get(carrier.kind, Action.REMIND)


def _background(desk: Desk, carrier: Ripe) -> Background:
    promised = carrier.step.when.anchor is Anchor.PROMISE
    plan = plan_of(desk, carrier.invoice) if carrier.position.part is not None else None
    return Background(
        missed=plan.missed if plan is not None else (),
        to_come=plan.to_come if plan is not None else (),
        promised_on=passed(desk.case, carrier.invoice) if promised else None,
        first_late=_is_first_late(desk, carrier.invoice),
    )


def _is_first_late(desk: Desk, invoice: Invoice) -> bool:
    """Whether it is overdue, and no late mail about an open invoice went before."""
    if invoice.due is None or invoice.due >= desk.case.today:
        return False
    return not any(
        each.due is not None and step.on > each.due
        for each in desk.invoices
        for step in desk.history.taken.get(each.id, ())
        if step.step not in BESIDE_THE_LADDER and step.state in REACHED
    )


def held(desk: Desk, invoice: Invoice, *, why: Held, payer: Standing) -> Decision:
    """Quiet about one invoice, for a reason."""
    customer = desk.case.customer
    return Decision(
        action=Action.HOLD,
        customer=customer.id,
        customer_name=customer.name,
        lines=(_line(desk, invoice, None),),
        reason=why.reason,
        policy=_policy(payer),
        hold=why.name,
        next_on=why.next_on,
        tasks=why.tasks,
        findings=(*payer.findings, *why.findings),
        because=why.findings[0],
    )


def nothing(desk: Desk, invoice: Invoice, *, position: Position, payer: Standing) -> Decision:
    """Nothing is due for one invoice today."""
    customer = desk.case.customer
    reason, tasks = _what_comes(desk, invoice, position)
    line = _line(desk, invoice, None)
    timing = _timing(desk, invoice, position, payer)
    return Decision(
        action=Action.NOTHING,
        customer=customer.id,
        customer_name=customer.name,
        lines=(line,),
        reason=reason,
        policy=_policy(payer),
        next_on=position.on,
        next_step=position.step.name if position.step else None,
        tasks=tasks,
        findings=(*payer.findings, timing),
        because=timing,
    )


def no_ladder(desk: Desk, invoice: Invoice, *, payer: Standing) -> Decision:
    """Nothing ever happens to this payer, or to an invoice that is to be sent another day."""
    customer = desk.case.customer
    failed = passed_over(desk, invoice, payer) if payer.ladder is None else ()
    decided = failed[:1] or payer.findings[-1:]
    return Decision(
        action=Action.NOTHING,
        customer=customer.id,
        customer_name=customer.name,
        lines=(_line(desk, invoice, None),),
        reason=" ".join([payer.reason, *(_sentence(each) for each in failed[:1])]),
        findings=(*payer.findings, *failed),
        because=decided[0] if decided else None,
    )


def _sentence(finding: Finding) -> str:
    return wording.sentence(finding.says[:1].upper() + finding.says[1:])


def not_yet_sent(desk: Desk, invoice: Invoice, *, on: date, at: str) -> Decision:
    """An unsent invoice that the platform sends on a later day."""
    customer = desk.case.customer
    says = f"it has not been sent yet, and goes out on {wording.day(on)}"
    finding = Finding(holds=False, says=says, at=at)
    return Decision(
        action=Action.NOTHING,
        customer=customer.id,
        customer_name=customer.name,
        lines=(_line(desk, invoice, None),),
        reason=wording.sentence(says[:1].upper() + says[1:]),
        next_on=on,
        next_step=SEND_INVOICE,
        findings=(finding,),
        because=finding,
    )


def _line(desk: Desk, invoice: Invoice, step: str | None) -> Line:
    return Line(invoice, step, _days_overdue(desk, invoice))


def _days_overdue(desk: Desk, invoice: Invoice) -> int:
    return (desk.case.today - invoice.due).days if invoice.due else 0


def _lines(desk: Desk, group: Group) -> tuple[Line, ...]:
    lines = [_line(desk, ripe.invoice, ripe.key) for ripe in group.ripe]
    lines += [_line(desk, invoice, None) for invoice in group.riders]
    if len(lines) > 1:
        lines.sort(key=lambda line: (line.invoice.due or date.max, line.invoice.id))
    return tuple(lines)


def _policy(payer: Standing) -> str | None:
    return payer.ladder.policy.name if payer.ladder else None


def _reason(carrier: Ripe, lines: tuple[Line, ...], people: Recipients) -> str:
    names = wording.listing([p.name or p.email or "the customer" for p in people.to])
    late = wording.overdue(max(line.days_overdue for line in lines))
    about = f"{wording.invoices(len(lines))}, {'the oldest ' if len(lines) > 1 else ''}{late}"
    if carrier.kind == "send":
        return wording.sentence(f"Send {wording.invoices(len(lines))} to {names}")
    if carrier.kind == "call":
        return f"Call {names} about {about}."
    if carrier.kind == "handover":
        return f"Hand over {about}."
    step = carrier.step.name[:1].upper() + carrier.step.name[1:]
    return wording.sentence(f"{step} about {about}, to {names}")


def _timings(desk: Desk, group: Group) -> tuple[Finding, ...]:
    """Why the step of each invoice is due, that of the carrier first."""
    if group.carrier.kind == "send":
        at = str(group.carrier.step.at)
        return (Finding(True, "approved, and not sent to the customer yet: holds", at),)
    return tuple(_timing(desk, ripe.invoice, ripe.position, ripe.payer) for ripe in group.ripe)


def _findings(desk: Desk, group: Group, timings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    if group.carrier.kind == "send":
        return (*timings, *group.carrier.recipients.findings)
    payers = {id(ripe.payer): ripe.payer for ripe in group.ripe}.values()  # nearly always one
    led_here = dict.fromkeys(finding for payer in payers for finding in payer.findings)
    return (
        *led_here,
        *timings,
        *_riding(desk, group.riders, at=str(group.carrier.step.at)),
        *group.carrier.recipients.findings,
        allowed(desk),
    )


def _riding(desk: Desk, riders: Iterable[Invoice], *, at: str) -> list[Finding]:
    return [
        Finding(
            holds=True,
            says=f"{wording.name_of(invoice)} is overdue as well and is listed, without a step",
            at=at,
        )
        for invoice in riders
    ]


def _timing(desk: Desk, invoice: Invoice, position: Position, payer: Standing) -> Finding:
    """`INV-3: 17 days overdue, check-in is at 10 days after due: holds`."""
    ladder = payer.ladder
    late = wording.overdue(_days_overdue(desk, invoice))
    says = f"{invoice.number or invoice.id}: {late}, {position.says}"
    if ladder is None:
        return Finding(position.is_due, says, "the ladder")
    at = str(ladder.policy.at) if position.step is None else ladder.places[position.index]
    return Finding(position.is_due, says, at)


def _what_comes(desk: Desk, invoice: Invoice, position: Position) -> tuple[str, tuple[str, ...]]:
    if position.step is not None and position.on is not None:
        day = wording.day(position.on)
        return f"Next is {position.step.name}, on {day} at the earliest.", ()
    if not position.overdue_taken:
        return "The policy has no step left for it.", ()
    number, name = wording.name_of(invoice), desk.case.customer.name
    task = f"decide what happens to invoice {number} of {name}: its ladder is finished"
    return "Every step of its ladder has been taken.", (task,)
