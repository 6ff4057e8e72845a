"""What stands beside the ladders, as if its day had come: for looking at its letter (`as_if`)."""

from dataclasses import replace
from datetime import date

from msgspec import structs

from rules import wording
from rules.deciding.announcements import looked_at as announcement_looked_at
from rules.deciding.assumed import NO_DAY, AsIf
from rules.deciding.desk import Desk
from rules.deciding.holds import may_send, not_sent, was_sent
from rules.deciding.ladder import SEND_INVOICE
from rules.deciding.promises import kept
from rules.deciding.recipients import Recipients, recipients
from rules.deciding.roles import language_of
from rules.deciding.statements import looked_at as statement_looked_at
from rules.deciding.thanks import STEPS, paid_on, word_of_thanks
from rules.decisions import Action, Decision, Line
from rules.facts import Invoice
from rules.rulebook import Anchor, Announcement, Channel, Earned, SendInvoices, Step, Timing, Unit
from rules.rulebook import Thanks as ThanksRule


def stated(desk: Desk) -> AsIf | None:
    """The statement of account of the last period."""
    found = statement_looked_at(desk)
    if found is None:
        return None
    decision, against = found
    day = desk.book.calendar.next_open(desk.case.today)
    return AsIf(decision, day, int(against is not None), own=True, against=against)


def announced(desk: Desk, announcement: Announcement) -> AsIf:
    """An announcement on the next day on which it may go, though they were told of it before."""
    today = desk.case.today
    day = desk.book.calendar.next_open(max(today, announcement.start))
    decision, against = announcement_looked_at(desk, announcement)
    if today > announcement.until:
        against = f"its last day was {wording.day(announcement.until)}."
    return AsIf(decision, day, int(against is not None), own=True, against=against)


def thanked(desk: Desk, wanted: str) -> AsIf | None:
    """Thanks for what was paid last, where there are any for it; else for any payment."""
    rules = [rule for rule in desk.book.rulebook.thanks if STEPS[rule.earned] == wanted]
    if not rules:
        return None
    part = rules[0].earned is Earned.PART
    paid = [i for i in desk.invoices if i.balance != i.total] if part else desk.case.settled
    invoice = max(paid, key=lambda each: _earning(desk, rules[0], each), default=None)
    if invoice is None:
        return None
    decision = word_of_thanks(_on_the_day(desk, invoice), rules[0], [invoice])
    if decision is None:
        return None
    day = desk.book.calendar.next_open(desk.case.today)
    apart = (desk.case.today - (_paid(desk, invoice) or date.min)).days
    found = AsIf(decision, day, apart, own=True)
    if rules[0].earned is Earned.PROMISE and decision.background.promised_on is None:
        return _as_if_promised(found, invoice, desk.case.today)
    return found


def _earning(desk: Desk, rule: ThanksRule, invoice: Invoice) -> tuple[bool, date, str]:
    kept_it = rule.earned is Earned.PROMISE and kept(desk.case, invoice) is not None
    return (kept_it, _paid(desk, invoice) or date.min, invoice.id)


def _paid(desk: Desk, invoice: Invoice) -> date | None:
    """The day of the last payment on it, however long ago it was."""
    if not invoice.is_open:
        return paid_on(desk, invoice)
    payments = desk.case.payments
    days = (p.on for p in payments if any(part.invoice == invoice.id for part in p.applied))
    return max(days, default=None)


def _on_the_day(desk: Desk, invoice: Invoice) -> Desk:
    """Thanks are worked out on the day of the payment, of which they speak."""
    day = _paid(desk, invoice)
    return structs.replace(desk, case=structs.replace(desk.case, today=day)) if day else desk


def _as_if_promised(found: AsIf, invoice: Invoice, today: date) -> AsIf:
    day = invoice.paid_on or today
    background = structs.replace(found.decision.background, promised_on=day)
    says = f"Nobody had promised anything for {wording.name_of(invoice)}: the day is made up."
    decision = structs.replace(found.decision, background=background)
    return replace(found, decision=decision, apart=NO_DAY + found.apart, made_up=says)


def sent(desk: Desk, rule: SendInvoices) -> AsIf | None:
    """Our own letter with an invoice: one that waits to be sent, else the latest."""
    invoice = max(desk.invoices, key=lambda each: _waiting(desk, each), default=None)
    if invoice is None or rule.letter is None:
        return None
    when = Timing(rule.within_days, Unit.DAYS, Anchor.ISSUED)
    step = Step(name=SEND_INVOICE, when=when, letter=rule.letter, at=rule.at)
    people = recipients(desk, invoice, step)
    if not isinstance(people, Recipients):
        people = Recipients(())
    waits, issued, _ = _waiting(desk, invoice)
    against = None if waits else _why_not_sent(desk, invoice)
    apart = 0 if waits else (desk.case.today - issued).days + 1
    day = desk.book.calendar.next_open(desk.case.today)
    return AsIf(_sending(desk, step, invoice, people), day, apart, own=True, against=against)


def _waiting(desk: Desk, invoice: Invoice) -> tuple[bool, date, str]:
    waits = may_send(desk, invoice) and not was_sent(desk, invoice)
    return (waits, invoice.issued, invoice.id)


def _why_not_sent(desk: Desk, invoice: Invoice) -> str:
    held = not_sent(desk, invoice)
    return held.reason if held else f"{wording.name_of(invoice)} was sent already."


def _sending(desk: Desk, step: Step, invoice: Invoice, people: Recipients) -> Decision:
    overdue = (desk.case.today - invoice.due).days if invoice.due else 0
    return Decision(
        action=Action.SEND_INVOICE,
        customer=desk.case.customer.id,
        customer_name=desk.case.customer.name,
        lines=(Line(invoice, step.name, overdue),),
        reason="As if it were sent today.",
        step=step.name,
        channel=Channel.EMAIL,
        letter=step.letter,
        to=people.to,
        cc=people.cc,
        language=language_of(desk.book.rulebook, desk.case, people.to),
    )
