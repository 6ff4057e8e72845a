"""A Story told in Xero's words: every record of it, with the times at which it last changed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from connectors.sandbox.story import (
    Story,
    StoryCredit,
    StoryCustomer,
    StoryInvoice,
    StoryPayment,
)
from connectors.sandbox.xero.identity_of import guid
from connectors.sandbox.xero.records import (
    ZERO,
    ContactRecord,
    CreditRecord,
    HistoryRecord,
    InvoiceRecord,
    LineRecord,
    PaymentRecord,
    PersonRecord,
    RefreshToken,
    State,
)

FIRST_REFRESH_TOKEN = "sandbox-refresh-token"  # noqa: S105  public by design: the books are invented
EVERYTHING = "openid profile email offline_access accounting.invoices accounting.payments.read"
_CENT = Decimal("0.01")
_TAX = Decimal("0.15")
_STATUS = {"draft": "DRAFT", "voided": "VOIDED", "deleted": "DELETED"}
_CREDITS = {
    "credit note": "CreditNotes",
    "overpayment": "Overpayments",
    "prepayment": "Prepayments",
}


def fill(story: Story) -> State:
    """Return the books that the story tells of."""
    state = State(reminders=story.own_reminders)
    state.refresh_tokens[FIRST_REFRESH_TOKEN] = RefreshToken(None, EVERYTHING)
    for customer in story.customers:
        contact = _contact(story, customer)
        state.contacts[contact.id] = contact
    paid = _payments(story, state)
    for told in story.invoices:
        invoice = _invoice(story, told, paid[told.key])
        state.invoices[invoice.id] = invoice
        if told.memo:
            memo = HistoryRecord(told.memo, invoice.updated, "Bookkeeper", by_api=False)
            state.history[invoice.id] = [memo]
    for credit in (*story.credits, *_overpaid(story)):
        record = _credit(story, credit)
        state.credits[record.id] = record
    return state


def _at(day: date, key: str) -> datetime:
    """Return a moment of that day that the key alone decides."""
    return datetime.combine(day, time(1), UTC) + timedelta(seconds=sum(key.encode()) % 3600)


def _contact(story: Story, told: StoryCustomer) -> ContactRecord:
    people = [
        PersonRecord(person.first, person.last, person.email, person.include_in_emails)
        for person in told.people[:5]
    ]
    return ContactRecord(
        id=guid(story.company_id, "contact", told.key),
        name=told.name,
        first=told.first,
        last=told.last,
        email=told.email,
        phone=told.phone,
        people=people,
        status="ACTIVE" if told.active else "ARCHIVED",
        groups=list(told.groups),
        terms_day=told.terms_days,
        currency=told.currency,
        country=told.country,
        street=told.street,
        updated=_at(story.on - timedelta(days=30), told.key),
    )


def _payments(story: Story, state: State) -> dict[str, list[PaymentRecord]]:
    paid: dict[str, list[PaymentRecord]] = defaultdict(list)
    for told in story.payments:
        for key, amount in told.applied:
            record = PaymentRecord(
                id=guid(story.company_id, "payment", f"{told.key}/{key}"),
                invoice=guid(story.company_id, "invoice", key),
                on=told.on,
                amount=amount.quantize(_CENT),
                updated=_at(told.on, told.key),
            )
            state.payments[record.id] = record
            paid[key].append(record)
    return paid


def _invoice(story: Story, told: StoryInvoice, paid: list[PaymentRecord]) -> InvoiceRecord:
    total = told.total.quantize(_CENT)
    tax = (total - total / (1 + _TAX)).quantize(_CENT)
    settled = sum((payment.amount for payment in paid), ZERO)
    status = _STATUS.get(told.status) or ("PAID" if settled >= total else "AUTHORISED")
    last = max((payment.on for payment in paid), default=told.issued)
    line = LineRecord(
        guid(story.company_id, "line", told.key), f"Work, {told.number}", total - tax, tax
    )
    return InvoiceRecord(
        id=guid(story.company_id, "invoice", told.key),
        number=told.number,
        contact=guid(story.company_id, "contact", told.customer),
        issued=told.issued,
        due=told.due,
        expected=told.expected_on,
        total=total,
        tax=tax,
        lines=[line],
        currency=told.currency or story.base_currency,
        rate=(1 / told.rate).quantize(Decimal("0.000001")),
        status=status,
        reference=told.reference,
        paid=settled,
        payments=[payment.id for payment in paid],
        sent=told.sent,
        fully_paid_on=last if status == "PAID" else None,
        broken=told.broken,
        updated=_at(last, told.key),
    )


def _overpaid(story: Story) -> Iterable[StoryCredit]:
    for payment in story.payments:
        left = _unapplied(payment)
        if left > 0:
            yield StoryCredit(
                key=payment.key,
                number="",
                customer=payment.customer,
                on=payment.on,
                total=left,
                remaining=left,
                kind="overpayment",
            )


def _unapplied(payment: StoryPayment) -> Decimal:
    return payment.amount - sum((amount for _, amount in payment.applied), ZERO)


def _credit(story: Story, told: StoryCredit) -> CreditRecord:
    return CreditRecord(
        id=guid(story.company_id, "credit", told.key),
        kind=_CREDITS[told.kind],
        number=told.number or None,
        contact=guid(story.company_id, "contact", told.customer),
        on=told.on,
        total=told.total.quantize(_CENT),
        remaining=told.remaining.quantize(_CENT),
        currency=told.currency or story.base_currency,
        status="AUTHORISED" if told.remaining > 0 else "PAID",
        updated=_at(told.on, told.key),
    )
