"""Writes a case as a golden test, so that reading it gives the same case again."""

from collections.abc import Iterable, Iterator
from datetime import date

from rules import wording
from rules.case import Case, Mark, MarkKind, StepState, Taken
from rules.facts import Invoice, InvoiceId, Money, Payment, Person
from rules.golden.expecting import Value, as_yaml, scalar
from rules.golden.past import told_as
from rules.tags import AUTO_PAY, tells_auto_pay

Said = dict[str, Value]


def write_case(case: Case, name: str) -> list[str]:
    """The lines of a test, but for what it expects."""
    company: Said = {
        "country": case.company.country,
        "currency": case.company.base_currency,
    }
    lines = [
        f"  - test: {scalar(name)}",
        f"    on: {case.today}",
        f"    company: {as_yaml(_there(company))}",
        *_customer(case),
    ]
    numbers = {each.id: wording.name_of(each) for each in (*case.invoices, *case.settled)}
    for key, entries in _parts(case, numbers):
        shown = list(dict.fromkeys(as_yaml(entry) for entry in entries))
        if shown:
            lines += [f"    {key}:", *(f"      - {each}" for each in shown)]
    if case.bounced:
        lines.append(f"    bounced: [{', '.join(map(scalar, sorted(case.bounced)))}]")
    if case.unread:
        lines.append(f"    unread: {scalar(case.unread)}")
    failed = case.ledger.pull_failed
    ledger: Said = {"pull_failed": failed} if failed is not None else {}
    ledger["last_payment"] = _day(case.ledger.last_payment_on)
    return [*lines, f"    ledger: {as_yaml(ledger)}"]


def _there(said: Said) -> Said:
    """Without what is not known."""
    return {key: value for key, value in said.items() if value not in (None, (), "")}


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _customer(case: Case) -> Iterator[str]:
    contact, how = case.customer, case.behaviour
    said: Said = {
        "name": contact.name,
        "phone": contact.phone,
        "known_since": _day(case.known_since),
        "country": contact.country,
        "language": contact.language,
        "groups": contact.groups if contact.group_id is None else "none",
        "note": f"#{AUTO_PAY}" if tells_auto_pay(contact.memo) else None,
        "sub_customers": tuple(member.name for member in case.members),
        "days_late": tuple(str(days) for days in how.days_late),
        "promises_kept": str(how.promises_kept) if how.promises_kept else None,
        "promises_broken": str(how.promises_broken) if how.promises_broken else None,
    }
    yield "    customer:"
    for key, value in _there(said).items():
        yield f"      {as_yaml({key: value})[1:-1]}"
    people = [person for person in contact.people if person.email or person.name]
    yield f"      people:{'' if people else ' []'}"
    yield from (f"        - {_person(person)}" for person in people)


def _person(person: Person) -> str:
    said: Said = {
        "email": person.email,
        "name": person.name,
        "phone": person.phone,
        "role": person.role,
        "language": person.language,
    }
    return as_yaml(_there(said))


def _parts(case: Case, numbers: dict[InvoiceId, str]) -> Iterator[tuple[str, Iterable[Said]]]:
    yield "invoices", (_invoice(case, each) for each in case.invoices)
    yield "settled", (_settled(each) for each in case.settled if each.due and each.paid_on)
    yield "payments", (_payment(each, numbers) for each in case.payments)
    yield (
        "credits",
        (
            _there(
                {
                    "amount": _money(each.remaining),
                    "kind": each.kind.value,
                    "number": each.number,
                    "on": _day(each.on),
                }
            )
            for each in case.credits
        ),
    )
    yield "taken", (_taken(each, numbers) for each in case.taken)
    yield "told", ({**told_as(each)} for each in case.told)
    yield "marks", (_mark(each, numbers) for each in case.marks)
    yield "unreadable", ({"kind": each.kind.value, "why": each.why} for each in case.unreadable)


def _payment(payment: Payment, numbers: dict[InvoiceId, str]) -> Said:
    paid = tuple(numbers[part.invoice] for part in payment.applied if part.invoice in numbers)
    said: Said = {"on": _day(payment.on), "amount": _money(payment.amount)}
    return said | _there({"invoices": paid[:1]})


def _money(money: Money) -> str:
    return f"{money.amount:f} {money.currency}"


def _invoice(case: Case, invoice: Invoice) -> Said:
    own = invoice.customer == case.customer.id
    said: Said = {
        "number": invoice.number,
        "issued": _day(invoice.issued),
        "due": _day(invoice.due),
        "balance": _money(invoice.balance),
        "total": _money(invoice.total) if invoice.total != invoice.balance else None,
        "sent": invoice.sent,
        "reference": invoice.reference,
        "department": invoice.department,
        "class": invoice.klass,
        "note": invoice.memo,
        "expected": _day(invoice.expected_on),
        "disputed": invoice.disputed or None,
        "delivery_problem": invoice.delivery_problem,
        "sent_on": _day(invoice.sent_on),
        "viewed": invoice.viewed,
        "has_pay_link": True if invoice.pay_link else invoice.payable_online,
        "sub_customer": None if own else case.names(invoice.customer),
    }
    needed: Said = {key: said[key] for key in ("number", "issued", "due", "balance", "sent")}
    return _with_people(needed | _there(said), invoice)


def _with_people(said: Said, invoice: Invoice) -> Said:
    """People of the invoice by address and name; a test gives no more of them there."""
    for key, people in (("people", invoice.bill_to), ("cc", invoice.bill_cc)):
        shown = tuple(_mailbox(person) for person in people if person.email)
        said |= {key: shown} if shown else {}
    return said


def _mailbox(person: Person) -> str:
    return f"{person.name} <{person.email}>" if person.name else person.email or ""


def _settled(invoice: Invoice) -> Said:
    said: Said = {
        "number": invoice.number,
        "issued": _day(invoice.issued),
        "due": _day(invoice.due),
        "paid": _day(invoice.paid_on),
        "total": _money(invoice.total),
    }
    return _with_people(said, invoice)


def _taken(taken: Taken, numbers: dict[InvoiceId, str]) -> Said:
    number = numbers.get(taken.invoice)
    said: Said = {
        "step": taken.step,
        "on": _day(taken.on),
        "policy": taken.policy,
        "channel": taken.channel,
        "state": taken.state.value if taken.state is not StepState.SENT else None,
        "to": taken.emails,
        "contact": taken.contact,
        "says": taken.says,
        "offer": "yes" if taken.offer else None,
    }
    about: Value = (number,) if number is not None else None
    return _there(said) | {"invoices": about}


def _mark(mark: Mark, numbers: dict[InvoiceId, str]) -> Said:
    said: Said = {
        "mark": mark.kind.value,
        "since": _day(mark.since),
        "until": _day(mark.until) or ("none" if mark.kind is MarkKind.PROMISE else None),
        "parts": tuple(f"{part.on}={_money(part.amount)}" for part in mark.parts) or None,
        "says": mark.words,
    }
    if mark.invoice is None:
        return _there(said)
    number = numbers.get(mark.invoice)
    return _there(said) | {"invoices": (number,) if number is not None else None}
