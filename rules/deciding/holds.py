"""Reasons to keep quiet about an invoice, asked in a fixed order. The first that holds is told.

The built-in ones are the promises of the design that no rulebook can break; the rulebook's guards
come after them. A question that the facts cannot answer holds as well (promise 7).
"""

from collections.abc import Callable
from datetime import date, timedelta

from msgspec import Struct

from rules import wording
from rules.case import Mark, MarkKind, StepState
from rules.deciding.desk import Desk
from rules.deciding.ladder import SEND_INVOICE
from rules.deciding.recipients import ledger_people
from rules.decisions import Finding
from rules.facts import Invoice
from rules.instalments import Progress, plan_for
from rules.rulebook import Guard, Verdict

_OF_CUSTOMER = {
    MarkKind.DISPUTE: ("disputed", "Disputed"),
    MarkKind.HOLD: ("on hold", "On hold"),
    MarkKind.NO_CHASE: ("not to be chased", "Not to be chased"),
}
READ_THE_MAILBOX = "see why the mailbox cannot be read"
_NEVER = 9000
"""Years that somebody writes who means that it never ends; no calendar goes beyond them."""
FRESH_DAYS = 14
"""An unsent invoice older than this is a person's business, not the machine's."""


class Held(Struct, frozen=True, gc=False):
    """Why an invoice is not spoken of today."""

    name: str
    reason: str
    findings: tuple[Finding, ...]
    """Its own first, then the facts that it goes by."""
    next_on: date | None = None
    tasks: tuple[str, ...] = ()


_NO = Verdict.NO  # a member of an enum takes ten times as long to look up as a name

Question = Callable[[Desk, Invoice], Held | None]


def hold(
    name: str, says: str, *, at: str, next_on: date | None = None, tasks: tuple[str, ...] = ()
) -> Held:
    """A hold whose reason is its only finding."""
    finding = Finding(holds=True, says=says, at=at)
    return Held(name, wording.sentence(says), (finding,), next_on, tasks)


def cannot_be_read(desk: Desk, invoice: Invoice) -> Held | None:
    """A record of this customer's could not be read: nobody knows what it would have said."""
    return unreadable(desk)


def unreadable(desk: Desk) -> Held | None:
    """The same, of the customer as a whole."""
    if not desk.case.unreadable:
        return None
    record = min(desk.case.unreadable, key=lambda r: (r.kind, r.id or "", r.why))
    what = f"{record.kind} {record.id}" if record.id else f"{record.kind} without an id"
    return hold(
        "cannot be read",
        f"A record of this customer cannot be read: {what}: {record.why}",
        at="promise 7",
        tasks=(f"look at {what} of {desk.case.customer.name} in the ledger",),
    )


def no_due_date(desk: Desk, invoice: Invoice) -> Held | None:
    """Without a due date nobody knows whether it is overdue."""
    if invoice.due is not None:
        return None
    return hold(
        "no due date",
        "It has no due date in the ledger",
        at="promise 7",
        tasks=(f"give invoice {wording.name_of(invoice)} a due date",),
    )


def disputed(desk: Desk, invoice: Invoice) -> Held | None:
    """The customer disagrees with it."""
    if mark := _mark(desk, invoice, MarkKind.DISPUTE):
        return _marked("disputed", "Disputed", desk, mark)
    if invoice.disputed:
        return hold("disputed", "Disputed: the ledger says so", at="promise 1")
    return None


def customer_marked(desk: Desk) -> Held | None:
    """A dispute, a hold or a word not to chase that is on the customer as a whole."""
    for mark in desk.history.marks.get(None, ()):
        if mark.kind in _OF_CUSTOMER:
            return _marked(*_OF_CUSTOMER[mark.kind], desk, mark)
    return None


def on_hold(desk: Desk, invoice: Invoice) -> Held | None:
    """Somebody asked for quiet, perhaps until a day; that day is still quiet."""
    mark = _mark(desk, invoice, MarkKind.HOLD)
    return _marked("on hold", "On hold", desk, mark) if mark else None


def not_to_be_chased(desk: Desk, invoice: Invoice) -> Held | None:
    """This customer, or this invoice, is never to hear from us."""
    mark = _mark(desk, invoice, MarkKind.NO_CHASE)
    return _marked("not to be chased", "Not to be chased", desk, mark) if mark else None


def promised(desk: Desk, invoice: Invoice) -> Held | None:
    """A promise counts until the end of the day promised."""
    if mark := _mark(desk, invoice, MarkKind.PROMISE):
        return _marked("promised", "Payment is promised", desk, mark)
    if invoice.expected_on is not None and invoice.expected_on >= desk.case.today:
        return hold(
            "promised",
            f"Payment is expected on {wording.day(invoice.expected_on)}, says the ledger",
            at="promise 1",
            next_on=_after(desk, invoice.expected_on),
        )
    return None


def plan_of(desk: Desk, invoice: Invoice) -> Progress | None:
    """How the plan of instalments stands that covers this invoice; None where none does."""
    return plan_for(desk.case, invoice) if desk.history.marks else None


def on_instalments(desk: Desk, invoice: Invoice) -> Held | None:
    """A plan of which no part was missed is a promise that is being kept."""
    plan = plan_of(desk, invoice)
    if plan is None or plan.missed:
        return None
    if not plan.to_come:
        return hold("on instalments", "Covered by instalments, all of them paid", at="promise 1")
    part = plan.to_come[0]
    return hold(
        "on instalments",
        f"Covered by instalments that are up to date: {wording.money(part.amount)} comes next, "
        f"by {wording.day(part.on)}",
        at="promise 1",
        next_on=_after(desk, part.on),
    )


def not_sent(desk: Desk, invoice: Invoice) -> Held | None:
    """Nobody is reminded of an invoice that they never got."""
    if was_sent(desk, invoice) or may_send(desk, invoice):
        return None
    says = (
        "It has not been sent to the customer"
        if invoice.sent is False
        else "The ledger does not say whether it was sent to the customer"
    )
    number = wording.name_of(invoice)
    return hold(
        "not sent", says, at="promise 6", tasks=(f"send invoice {number}, or mark it as sent",)
    )


def in_progress(desk: Desk, invoice: Invoice) -> Held | None:
    """A step that is under way, or whose end nobody knows, comes before the next (promises 2, 3)."""
    taken = desk.history.taken.get(invoice.id)
    if not taken:
        return None
    for state, (name, says, at) in _STATES.items():
        found = [step for step in taken if step.state is state]
        if found:
            step = min(found, key=lambda step: (step.on, step.step))
            words = says.format(step=step.step, on=wording.day(step.on))
            tasks = () if state is StepState.QUEUED else (f"look at {step.step} in the outbox",)
            return hold(name, words, at=at, tasks=tasks)
    return None


def ledger_is_stale(desk: Desk, invoice: Invoice) -> Held | None:
    """What looks overdue may be paid already; letters before the due date may go."""
    if invoice.due is None or desk.case.today < invoice.due:
        return None
    return stale_ledger(desk)


def stale_ledger(desk: Desk) -> Held | None:
    """Why the copy of the ledger cannot be trusted today, whatever the invoice."""
    ledger, within = desk.case.ledger, desk.book.rulebook.company.payments_within
    if ledger.pull_failed is not None:
        return _stale(f"The last pull from the ledger failed: {ledger.pull_failed}")
    if within is None:
        return None
    if ledger.last_payment_on is None:
        return _stale("No payment has been booked in the ledger")
    if (desk.case.today - ledger.last_payment_on).days > within:
        day = wording.day(ledger.last_payment_on)
        return _stale(f"No payment has been booked since {day}, longer than {wording.days(within)}")
    return None


def may_have_replied(desk: Desk, invoice: Invoice) -> Held | None:
    """Whoever may have written to us is not chased before that was read; invoices still go out."""
    return reply_unread(desk) if was_sent(desk, invoice) else None


def reply_unread(desk: Desk) -> Held | None:
    """A reply of the customer's may lie in a mailbox that cannot be read."""
    if desk.case.unread is None:
        return None
    says = f"They were written to, and a reply may lie unread: {desk.case.unread}"
    return hold("replies not read", says, at="the mailbox", tasks=(READ_THE_MAILBOX,))


def replied(desk: Desk, invoice: Invoice) -> Held | None:
    """They wrote: first somebody reads it. A guard of the rulebook may ask for longer."""
    return wrote_lately(desk)


def wrote_lately(desk: Desk) -> Held | None:
    """The same, of the customer as a whole."""
    days = desk.book.rulebook.limits.after_reply_days
    today = desk.case.today
    wrote = [m for m in desk.case.marks if m.kind is MarkKind.REPLIED and m.since <= today]
    latest = max(wrote, key=lambda mark: mark.since, default=None)
    if latest is None or (today - latest.since).days >= days:
        return None
    limits = desk.book.rulebook.limits
    return hold(
        "replied",
        f"They wrote on {wording.day(latest.since)}, less than {wording.days(days)} ago",
        at=str(limits.at) if limits.at else "limits",
        next_on=desk.book.calendar.next_open(latest.since + timedelta(days=days)),
    )


def guarded(desk: Desk, invoice: Invoice) -> Held | None:
    """The rulebook's own reasons, in the order in which it names them."""
    for guard, settled in desk.guards:
        verdict = settled or guard.when.verdict(desk.case, invoice)
        if verdict is not _NO:
            return guard_held(guard, *guard.when.judge(desk.case, invoice))
    return None


def customer_guarded(desk: Desk) -> Held | None:
    """The rulebook's reasons that are the customer's as a whole; others are an invoice's own."""
    for guard, verdict in desk.guards:
        if verdict is not None:
            return guard_held(guard, *guard.when.judge(desk.case, None))
    return None


def guard_in_doubt(desk: Desk, invoice: Invoice) -> Held | None:
    """The first of the rulebook's reasons of which a missing fact leaves it open whether it holds."""
    for guard, settled in desk.guards:
        if settled is None and guard.when.verdict(desk.case, invoice) is Verdict.UNKNOWN:
            return guard_held(guard, *guard.when.judge(desk.case, invoice))
    return None


BEFORE_CREDIT: tuple[Question, ...] = (
    cannot_be_read,
    no_due_date,
    disputed,
    on_hold,
    not_to_be_chased,
    promised,
    on_instalments,
)
"""Asked first. Invoices that none of these holds share the customer's unapplied credit."""


def _on_its_face(desk: Desk, invoice: Invoice) -> Held | None:
    """What the ledger says of the invoice itself, which for nearly all of them is nothing."""
    if invoice.due is not None and not invoice.disputed and invoice.expected_on is None:
        return None
    return first((no_due_date, disputed, promised), desk, invoice)


_UNMARKED: tuple[Question, ...] = (_on_its_face,)


def before_credit(desk: Desk) -> tuple[Question, ...]:
    """Those of `BEFORE_CREDIT` that can hold in this case: few customers have marks."""
    return BEFORE_CREDIT if desk.case.unreadable or desk.history.marks else _UNMARKED


def after_credit(desk: Desk) -> tuple[Question, ...]:
    """What is asked next, in this order, as far as it can hold in this case."""
    case = desk.case
    possible = (
        (not_sent, True),
        (in_progress, desk.history.under_way),
        (ledger_is_stale, stale_ledger(desk)),
        (may_have_replied, case.unread is not None),
        (guarded, desk.guards),
        (replied, case.marks),
    )
    return tuple([question for question, can_hold in possible if can_hold])


def first(questions: tuple[Question, ...], desk: Desk, invoice: Invoice) -> Held | None:
    """The first of these reasons that holds."""
    for question in questions:
        if (held := question(desk, invoice)) is not None:
            return held
    return None


def was_sent(desk: Desk, invoice: Invoice) -> bool:
    """Whether the customer has the invoice: the ledger, a person or our own record says so."""
    if invoice.sent:
        return True
    company = desk.book.rulebook.company
    if company.sends_invoices == "itself" and invoice.issued <= desk.case.today:
        return True
    if _mark(desk, invoice, MarkKind.SENT):
        return True
    return any(
        step.step == SEND_INVOICE and step.state is StepState.SENT
        for step in desk.history.taken.get(invoice.id, ())
    )


def may_send(desk: Desk, invoice: Invoice) -> bool:
    """Whether it is an unsent invoice, fresh enough for the platform to send it now."""
    return (
        desk.book.rulebook.send_invoices is not None
        and invoice.sent is False
        and 0 <= (desk.case.today - invoice.issued).days <= FRESH_DAYS
        and bool(ledger_people(desk, invoice))
    )


_STATES: dict[StepState, tuple[str, str, str]] = {
    StepState.WAITING: (
        "waiting for a person",
        "{step} of {on} waits for a person",
        "promise 2",
    ),
    StepState.UNKNOWN: (
        "not known whether it went out",
        "Nobody knows whether {step} of {on} went out; it is never sent again by itself",
        "promise 3",
    ),
    StepState.FAILED: (
        "could not be delivered",
        "{step} of {on} could not be delivered",
        "promise 2",
    ),
    StepState.QUEUED: (
        "queued",
        "{step} of {on} is on its way",
        "promise 2",
    ),
}


IN_THE_OUTBOX = frozenset(name for name, _, _ in _STATES.values())
"""Holds for something that the outbox shows by itself."""


def _mark(desk: Desk, invoice: Invoice, kind: MarkKind) -> Mark | None:
    if not desk.history.marks:
        return None
    for mark in desk.history.marks_on(invoice.id):
        if mark.kind is kind:
            return mark
    return None


def _marked(name: str, words: str, desk: Desk, mark: Mark) -> Held:
    until = f" until {wording.day(mark.until)}" if mark.until else ""
    if name == "promised":
        until = until.replace("until", "for")
    said = f": {mark.words}" if mark.words else ""
    since = f" since {wording.day(mark.since)}" if mark.dated else ""
    finding = Finding(
        holds=True,
        says=f"{words.lower()}{since}{until}, says {mark.source}{said}",
        at="promise 1",
    )
    next_on = _after(desk, mark.until) if mark.until else None
    return Held(name, wording.sentence(f"{words}{until}{said}"), (finding,), next_on)


def _after(desk: Desk, day: date) -> date | None:
    if day.year >= _NEVER:
        return None
    return desk.book.calendar.next_open(day + timedelta(days=1))


def _stale(says: str) -> Held:
    return hold("ledger is stale", says, at="promise 8", tasks=("bring the ledger up to date",))


def guard_held(guard: Guard, verdict: Verdict, findings: tuple[Finding, ...]) -> Held:
    """The hold of a guard that holds, or of which that cannot be told."""
    if verdict is Verdict.UNKNOWN:
        said = findings[-1].says if findings else "a fact is missing"
        says = f"It cannot be told whether “{guard.name}” holds: {said}"
        own = Finding(holds=True, says=says, at=str(guard.at))
        return Held(guard.name, wording.sentence(says), (own, *findings))
    said = next((f.says for f in findings if f.holds), "its condition holds")
    name = guard.name[:1].upper() + guard.name[1:]
    own = Finding(holds=True, says=f"guard “{guard.name}” holds", at=str(guard.at))
    return Held(guard.name, wording.sentence(f"{name}: {said}"), (own, *findings))
