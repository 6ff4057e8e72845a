"""Why a customer hears something or nothing about an invoice: worked out, not yet shown.

Whatever the ledger knows by that name has an answer: what is open with its decision, its past and
what comes next; what is settled, withdrawn, a draft or unreadable with a sentence.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from msgspec import structs

from connectors.errors import Misuse
from rules import wording
from rules.ahead import Coming, ahead, decided_on
from rules.case import Case, StepState, Taken
from rules.deciding.laid_out import lay_out
from rules.deciding.statements import CATCH_UP, next_day, unwanted
from rules.decisions import Action, Decision
from rules.facts import Invoice, InvoiceId, InvoiceStatus
from rules.ration import RATIONED
from rules.rulebook import Rulebook
from sync.cases import Books, build_cases
from sync.naming import meant
from sync.plan import Plan

AHEAD: Final = timedelta(days=366)
"""How far it is looked ahead."""
SHOWN: Final = 3
"""How many contacts that are to come are told of an invoice."""
_MANY: Final = 50
"""Of a customer with more open invoices only the days are decided on which one is said to move."""
_WAITING: Final = "waiting for a person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One decision, with what went before it and what follows if nothing changes."""

    decision: Decision
    before: tuple[Taken, ...] = ()
    """Steps taken for its invoices, by day."""
    ahead: tuple[Coming, ...] | None = None
    """The next contacts about them; None: not worked out."""
    stopped: Coming | None = None
    """Where nothing is ahead: what keeps its next step quiet when its day comes."""
    waits: bool = False
    """What is ahead comes only once a person has settled what waits."""
    crowded_out: bool = False
    """Other customers take the room of today's run, and may take that of the next: what is ahead
    comes on its day at the earliest."""


@dataclass(frozen=True, slots=True)
class Answer:
    """All that there is to say about an invoice, or about a customer."""

    sentences: tuple[str, ...]
    """About what is not open, and about the customer's next statement of account."""
    explained: tuple[Explained, ...]


def answer(rulebook: Rulebook, books: Books, plan: Plan, wanted: str) -> Answer:
    """What there is to say of an invoice by number or id, of a customer by name or id.

    Raises Misuse for a name that our copy of the ledger does not know.
    """
    name = wanted.casefold()
    about = [one for one in plan.decisions if _is_about(one, books, name)]
    decisions = [one for one in about if not one.lines or _issued(one, books, plan)]
    sentences = [*_unreadable(books, plan, name), *_not_open(books, plan, name)]
    sentences += _not_issued([one for one in about if one not in decisions], plan)
    if not decisions and not sentences:
        sentences = list(_nothing_open(books, plan, name))
    if not decisions and not sentences:
        raise Misuse(_unknown(books, wanted))
    if decisions:
        sentences += _statement(rulebook, books, plan, name)
    return Answer(tuple(sentences), tuple(_explained(rulebook, books, plan, decisions)))


def _is_about(decision: Decision, books: Books, name: str) -> bool:
    if name in (decision.customer.casefold(), decision.customer_name.casefold()):
        return True
    return any(
        _is_called(line.invoice, name) or _is_of(line.invoice, books, name)
        for line in decision.lines
    )


def _is_called(invoice: Invoice, name: str) -> bool:
    return name in (invoice.id.casefold(), (invoice.number or "").casefold())


def _is_of(invoice: Invoice, books: Books, name: str) -> bool:
    """Whether it is an invoice of that customer, be they billed through another."""
    contact = books.contacts.get(invoice.customer)
    return contact is not None and name in (contact.id.casefold(), contact.name.casefold())


def _explained(
    rulebook: Rulebook, books: Books, plan: Plan, decisions: Sequence[Decision]
) -> Iterator[Explained]:
    wanted = {decision.customer for decision in decisions}
    everyone = bool(rulebook.announced_on(plan.on))
    known = build_cases(books, today=plan.on, everyone=everyone)
    cases = {case.customer.id: case for case in known if case.customer.id in wanted}
    for customer in dict.fromkeys(decision.customer for decision in decisions):
        case = cases[customer]
        today = [one for one in plan.decisions if one.customer == customer]
        coming = _coming(rulebook, case, today)
        waiting = any(one.hold == _WAITING for one in today)
        later = _coming(rulebook, _settled(case), today) if waiting else {}
        for decision in decisions:
            if decision.customer == customer:
                waits = decision.hold == _WAITING
                follows = _of(decision, later if waits else coming)
                yield Explained(
                    decision=decision,
                    before=_before(case, decision),
                    ahead=follows,
                    stopped=None if follows else _stopped(rulebook, case, today, decision),
                    waits=waits,
                    crowded_out=decision.hold in RATIONED,
                )


def _coming(
    rulebook: Rulebook, case: Case, today: Sequence[Decision]
) -> Mapping[InvoiceId, list[Coming]]:
    found: dict[InvoiceId, list[Coming]] = {}
    every_day = len(case.invoices) <= _MANY
    until = _last_day(case.today)
    for coming in ahead(rulebook, case, today, until=until, every_day=every_day):
        # a statement lists every invoice, and takes no step of any
        for line in coming.decision.lines:
            if line.step is not None or coming.decision.action.is_of_customer:
                found.setdefault(line.invoice.id, []).append(coming)
    return found


def _stopped(
    rulebook: Rulebook, case: Case, today: Sequence[Decision], decision: Decision
) -> Coming | None:
    day = decision.next_on
    if day is None or day <= case.today:
        return None
    found = decided_on(rulebook, case, today, day)
    about = set(decision.invoices)
    return next((Coming(day, d) for d in found if d.hold and about & set(d.invoices)), None)


def _last_day(today: date) -> date:
    return min(today, date.max - AHEAD) + AHEAD


def _settled(case: Case) -> Case:
    """As if a person had done what waits for one."""
    taken = (
        replace(step, state=StepState.SENT) if step.state is StepState.WAITING else step
        for step in case.taken
    )
    return structs.replace(case, taken=tuple(taken))


def _of(decision: Decision, coming: Mapping[InvoiceId, list[Coming]]) -> tuple[Coming, ...]:
    found = {id(one): one for i in decision.invoices for one in coming.get(i, ())}
    return tuple(sorted(found.values(), key=lambda one: one.on)[:SHOWN])


def _statement(rulebook: Rulebook, books: Books, plan: Plan, name: str) -> Iterator[str]:
    """When the customer's next statement goes out, or why none does; an invoice's name has none."""
    today = [
        d for d in plan.decisions if name in (d.customer.casefold(), d.customer_name.casefold())
    ]
    cases = (c for c in build_cases(books, today=plan.on) if today)
    case = next((c for c in cases if c.customer.id == today[0].customer), None)
    day = next_day(lay_out(rulebook, case)) if case else None
    if (
        case is None
        or day is None
        or any(d.action is Action.STATEMENT or not d.lines for d in today)
    ):
        return  # none at all, or today's: it is said with the decisions
    coming = ahead(rulebook, case, today, until=day + CATCH_UP)
    goes = next((c.on for c in coming if c.decision.action is Action.STATEMENT), None)
    if goes is not None:
        yield f"Their next statement of account goes out on {wording.day(goes)}, if nothing changes."
        return
    says = unwanted(lay_out(rulebook, structs.replace(case, today=day)))
    held = [d for d in decided_on(rulebook, case, today, day) if d.hold and not d.lines]
    if says is not None:
        yield f"No statement of account goes out on {wording.day(day)}: {says}"
    elif held:
        yield f"Their next statement of account is of {wording.day(day)}. {held[0].reason}"


def _before(case: Case, decision: Decision) -> tuple[Taken, ...]:
    ours = (step for step in case.taken if step.invoice in decision.invoices)
    return tuple(sorted(ours, key=lambda step: (step.on, step.step, step.invoice)))


def _unreadable(books: Books, plan: Plan, name: str) -> Iterator[str]:
    for record in plan.unreadable:
        contact = books.contacts.get(record.customer) if record.customer else None
        known = {(record.id or "").casefold(), (record.customer or "").casefold()}
        if name in known or (contact is not None and name == contact.name.casefold()):
            yield (
                f"Invoice {record.id or 'without an id'} cannot be read: {record.why}. Nothing is "
                "said about it, or to its customer, until it is put right in the ledger (promise 7)."
            )


def _issued(decision: Decision, books: Books, plan: Plan) -> bool:
    """Whether any invoice of it was there on the day."""
    return not all(_is_later(line.invoice, books, plan) for line in decision.lines)


def _is_later(invoice: Invoice, books: Books, plan: Plan) -> bool:
    """Whether a day is looked back at on which there was no such invoice."""
    return books.pulled_on is not None and plan.on < min(books.pulled_on, invoice.issued)


def _not_issued(decisions: Sequence[Decision], plan: Plan) -> Iterator[str]:
    day = wording.day(plan.on)
    lines: dict[str, list[Invoice]] = {}
    for decision in decisions:
        theirs = lines.setdefault(decision.customer_name, [])
        theirs += [line.invoice for line in decision.lines]
    for customer, invoices in lines.items():
        first = min(invoices, key=lambda invoice: (invoice.issued, invoice.id))
        issued = wording.day(first.issued)
        if len(invoices) == 1:
            what = f"Invoice {wording.name_of(first)} of {customer} was issued on {issued}"
            yield f"{what}: on {day} there was nothing to say of it."
        else:
            what = (
                f"{len(invoices)} invoices of {customer} were issued later, the first on {issued}"
            )
            yield f"{what}: on {day} there was nothing to say of them."


def _not_open(books: Books, plan: Plan, name: str) -> Iterator[str]:
    for invoice in books.invoices:
        if invoice.is_open or not _is_called(invoice, name):
            continue
        if _is_later(invoice, books, plan):
            issued, day = wording.day(invoice.issued), wording.day(plan.on)
            yield f"{_what(books, invoice)} was issued on {issued}, after {day}."
        else:
            yield f"{_what(books, invoice)} {_ended(invoice)}{_past(books, invoice)}"


def _what(books: Books, invoice: Invoice) -> str:
    contact = books.contacts.get(invoice.customer)
    whose = contact.name if contact else f"customer {invoice.customer}"
    return f"Invoice {wording.name_of(invoice)} of {whose}"


def _ended(invoice: Invoice) -> str:
    if invoice.status is InvoiceStatus.PAID:
        on = f" on {wording.day(invoice.paid_on)}" if invoice.paid_on else ""
        return f"was paid{on}, so nobody is reminded of it."
    if invoice.status is InvoiceStatus.DRAFT:
        return "is a draft in the ledger, so nobody is told of it before it is approved."
    if invoice.status is InvoiceStatus.OPEN:
        return "has nothing left to pay, so nobody is reminded of it."
    return f"is {invoice.status} in the ledger, so nothing is said about it any more."


def _past(books: Books, invoice: Invoice) -> str:
    steps = sorted(step.on for _, step in books.taken if step.invoice == invoice.id)
    if not steps:
        return " Goodterms never wrote about it."
    return f" The last that was said about it was on {wording.day(steps[-1])}."


def _nothing_open(books: Books, plan: Plan, name: str) -> Iterator[str]:
    for contact in books.contacts.values():
        if name in (contact.id.casefold(), contact.name.casefold()):
            paid = [
                invoice.paid_on
                for invoice in books.invoices
                if books.billed(invoice.customer) == contact.id and invoice.paid_on
            ]
            last = f" They last paid on {wording.day(max(paid))}." if paid else ""
            yield f"{contact.name} has no open invoice, so nothing is said to them.{last}"


def _unknown(books: Books, wanted: str) -> str:
    said = [
        f'No invoice and no customer is called "{wanted}" in our copy of the ledger.',
        meant(books, wanted),
        "What is newer comes with the next `goodterms pull`.",
    ]
    return " ".join(filter(None, said))
