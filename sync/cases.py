"""Cases: facts, history and marks, grouped to one Case per customer who is billed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo

from msgspec import structs

from connectors.errors import NeedsPerson
from rules.case import Case, LedgerState, Mark, MarkKind, Taken, Told
from rules.facts import (
    Company,
    Contact,
    Credit,
    CustomerId,
    Group,
    Invoice,
    InvoiceId,
    InvoiceStatus,
    Kind,
    Payment,
    Terms,
    Unreadable,
)
from rules.tags import marks_in
from sync.behaviour import BEHAVIOUR_DAYS, Tally, promised_days
from sync.customer_notes import marks_on_customers
from sync.store import address_rows, incoming_rows, ledger_copy, mark_rows, outbox_rows
from sync.store.address_rows import AddressState
from sync.store.engine import Store
from sync.store.incoming_rows import MailboxState

PAYMENT_DAYS = 60
SETTLED_DAYS = 30
BOUNCES = ("Bounced Email", "Undeliverable")
"""What QuickBooks says of an address that does not work (accounting-apis B6)."""


Parts = Sequence[tuple[date, Decimal]]
"""What was paid on one invoice, and when."""


@dataclass(frozen=True, kw_only=True)
class Books:
    """Everything stored of one company that bears on decisions."""

    company: Company
    ledger: LedgerState
    contacts: Mapping[CustomerId, Contact]
    invoices: tuple[Invoice, ...]
    """All of them, settled ones with `paid_on`."""
    payments: tuple[Payment, ...]
    credits: tuple[Credit, ...]
    unreadable: tuple[Unreadable, ...]
    taken: tuple[tuple[CustomerId, Taken], ...]
    marks: tuple[tuple[CustomerId, Mark], ...]
    told: tuple[tuple[CustomerId, Told], ...] = ()
    """What customers were told once, about no invoice by itself."""
    addresses: Mapping[str, AddressState] = field(default_factory=dict)
    """What our own mail has shown of addresses, in lower case."""
    mailbox: MailboxState | None = None
    """How far our mailbox was read; None without one."""
    pulled_on: date | None = None
    """The day of the last pull, at the company."""

    @cached_property
    def paid(self) -> Mapping[InvoiceId, Parts]:
        """What was paid on each invoice, and when."""
        found: dict[InvoiceId, list[tuple[date, Decimal]]] = defaultdict(list)
        for payment in self.payments:
            for part in payment.applied:
                found[part.invoice].append((payment.on, part.amount))
        return dict(found)

    def billed(self, customer: CustomerId) -> CustomerId:
        """Who is written to for this customer: merges and parents followed to the end."""
        seen: set[CustomerId] = set()
        while customer not in seen:
            seen.add(customer)
            contact = self.contacts.get(customer)
            if contact is None:
                break
            customer = contact.merged_into or contact.billed_to or customer
        return customer


def read_books(store: Store, company: str) -> Books:
    """Read the company's books. Raises NeedsPerson when nothing was pulled yet."""
    with store.read() as connection:
        organisation = ledger_copy.company_of(connection, company)
        state = ledger_copy.pull_state(connection, company)
        if organisation is None or state.pulled_at is None:
            raise NeedsPerson("Nothing has been pulled yet; run `goodterms pull` first.")
        payments = tuple(ledger_copy.all_facts(connection, company, Payment))
        terms = {fact.id: fact for fact in ledger_copy.all_facts(connection, company, Terms)}
        groups = {fact.id: fact.name for fact in ledger_copy.all_facts(connection, company, Group)}
        books = Books(
            company=organisation,
            ledger=LedgerState(
                pull_failed=state.failed,
                last_payment_on=max((payment.on for payment in payments), default=None),
            ),
            contacts={
                contact.id: _with_group(_with_terms(contact, terms), groups)
                for contact in ledger_copy.all_facts(connection, company, Contact)
            },
            invoices=_with_day_paid(ledger_copy.all_facts(connection, company, Invoice), payments),
            payments=payments,
            credits=tuple(ledger_copy.all_facts(connection, company, Credit, open_only=True)),
            unreadable=ledger_copy.all_unreadable(connection, company),
            taken=tuple(outbox_rows.taken_steps(connection, company)),
            marks=tuple(mark_rows.all_marks(connection, company)),
            told=tuple(outbox_rows.told_occasions(connection, company)),
            addresses=address_rows.all_addresses(connection, company),
            mailbox=incoming_rows.mailbox_state(connection, company),
            pulled_on=_day_at(organisation, state.pulled_at),
        )
    noted = marks_on_customers(
        books.contacts.values(), books.invoices, books.billed, read_on=books.pulled_on
    )
    return replace(books, marks=(*books.marks, *noted))


def _day_at(company: Company, at: datetime) -> date:
    return (at.astimezone(ZoneInfo(company.timezone)) if company.timezone else at).date()


def _with_terms(contact: Contact, terms: Mapping[str, Terms]) -> Contact:
    if contact.terms is None and contact.terms_id is not None and contact.terms_id in terms:
        return replace(contact, terms=terms[contact.terms_id])
    return contact


def _with_group(contact: Contact, groups: Mapping[str, str]) -> Contact:
    if contact.group_id is not None and contact.group_id in groups:
        return replace(contact, groups=(groups[contact.group_id],), group_id=None)
    return contact


def _with_day_paid(invoices: Iterable[Invoice], payments: Iterable[Payment]) -> tuple[Invoice, ...]:
    # QuickBooks gives no day on which an invoice was settled: it is that of the last payment
    last: dict[InvoiceId, date] = {}
    for payment in payments:
        for part in payment.applied:
            last[part.invoice] = max(payment.on, last.get(part.invoice, payment.on))
    return tuple(
        replace(invoice, paid_on=last[invoice.id])
        if invoice.status is InvoiceStatus.PAID and invoice.paid_on is None and invoice.id in last
        else invoice
        for invoice in invoices
    )


@dataclass(slots=True)
class _Drawer:
    """What belongs to one billed customer, while it is being sorted."""

    tally: Tally
    known_since: date | None = None
    members: list[Contact] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    settled: list[Invoice] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    bounced: set[str] = field(default_factory=set)
    invoiced: date | None = None
    """The date of issue of the latest invoice."""

    def is_ours(self, today: date) -> bool:
        """Whether it is a customer of today's: one who was invoiced in the last two years."""
        return self.invoiced is not None and today - self.invoiced <= timedelta(BEHAVIOUR_DAYS)


def build_cases(books: Books, *, today: date, everyone: bool = False) -> Iterator[Case]:
    """One case for each customer with anything open, unreadable or lately settled; by id.

    With `everyone` also for those who were invoiced lately and owe nothing.
    """
    drawers = _sort(books, today)
    unread = unread_customers(books)
    failed = books.mailbox.failed if books.mailbox else None
    for customer in sorted(drawers):
        drawer = drawers[customer]
        if (
            drawer.invoices
            or drawer.settled
            or drawer.unreadable
            or (everyone and drawer.is_ours(today))
        ):
            case = _case(books, customer, drawer, today)
            yield structs.replace(case, unread=failed) if customer in unread else case


def _sort(books: Books, today: date) -> dict[CustomerId, _Drawer]:
    drawers: dict[CustomerId, _Drawer] = defaultdict(lambda: _Drawer(Tally(today)))
    promised = promised_days(books.marks)
    for invoice in books.invoices:
        drawer = drawers[books.billed(invoice.customer)]
        days = promised.get(invoice.id, ())
        _sort_invoice(drawer, invoice, today, promised=days, read_on=books.pulled_on)
        if invoice.delivery_problem in BOUNCES:
            drawer.bounced.update(written_to(books, invoice))
    for contact in books.contacts.values():
        if books.billed(contact.id) != contact.id:
            drawers[books.billed(contact.id)].members.append(contact)
    for payment in books.payments:
        if payment.customer is not None:
            drawers[books.billed(payment.customer)].payments.append(payment)
    for credit in books.credits:
        drawers[books.billed(credit.customer)].credits.append(credit)
    for customer, taken in books.taken:
        drawers[books.billed(customer)].taken.append(taken)
    for customer, told in books.told:
        drawers[books.billed(customer)].told.append(told)
    for customer, mark in books.marks:
        drawers[books.billed(customer)].marks.append(mark)
    for customer, email in _dead(books, today):
        drawers[books.billed(customer)].bounced.add(email)
    for record in books.unreadable:
        if record.customer is not None:
            drawers[books.billed(record.customer)].unreadable.append(record)
    return drawers


def _lately(payments: Iterable[Payment], today: date) -> tuple[Payment, ...]:
    return tuple(each for each in payments if today - each.on <= timedelta(PAYMENT_DAYS))


def last_of(payments: Iterable[Payment]) -> tuple[Payment, ...]:
    """The last of them, for whoever asks how long ago it was; empty where there is none."""
    last = max(payments, key=lambda payment: (payment.on, payment.id), default=None)
    return () if last is None else (last,)


def _sort_invoice(
    drawer: _Drawer,
    invoice: Invoice,
    today: date,
    *,
    promised: tuple[date, ...],
    read_on: date | None,
) -> None:
    if invoice.delivery_problem:
        drawer.bounced.update(person.email.lower() for person in invoice.bill_to if person.email)
    if invoice.status not in (InvoiceStatus.VOIDED, InvoiceStatus.DELETED):
        drawer.known_since = min(invoice.issued, drawer.known_since or invoice.issued)
        drawer.invoiced = max(invoice.issued, drawer.invoiced or invoice.issued)
    tags = tags_of(invoice, read_on)
    said = (mark.until for mark in tags if mark.kind is MarkKind.PROMISE)
    days = (*promised, invoice.expected_on, *said)
    drawer.tally.count(invoice, [day for day in days if day is not None])
    if invoice.is_open:
        drawer.invoices.append(invoice)
        drawer.marks.extend(tags)
    elif (
        invoice.status is InvoiceStatus.PAID
        and invoice.paid_on
        and invoice.due
        and today - invoice.paid_on <= timedelta(SETTLED_DAYS)
    ):
        drawer.settled.append(invoice)
        drawer.marks.extend(kept_in_mind(tags))


def tags_of(invoice: Invoice, read_on: date | None) -> tuple[Mark, ...]:
    """What the private note of an invoice says of it, as it was read on that day."""
    if not invoice.memo:
        return ()
    source = "the ledger's private note"
    since = invoice.issued
    return marks_in(invoice.memo, invoice=invoice.id, since=since, source=source, read_on=read_on)


def kept_in_mind(tags: Iterable[Mark]) -> Iterator[Mark]:
    """What the note of a settled invoice still says: whether a promise was kept."""
    return (mark for mark in tags if mark.kind is MarkKind.PROMISE)


def _dead(books: Books, today: date) -> Iterator[tuple[CustomerId, str]]:
    """Each address at which our own mail bounced, with those whose it is."""
    dead = {state.email: state for state in books.addresses.values() if state.bounces_on(today)}
    if not dead:
        return
    known = [(contact.id, contact.people) for contact in books.contacts.values()]
    known += [(i.customer, (*i.bill_to, *i.bill_cc)) for i in books.invoices if i.is_open]
    for customer, people in known:
        for person in people:
            if person.email and person.email.lower() in dead:
                yield customer, person.email.lower()
    for state in dead.values():
        if state.customer is not None:
            yield state.customer, state.email


def unread_customers(books: Books) -> frozenset[CustomerId]:
    """Those whose reply may lie unread: they were written to since our last good reading."""
    box = books.mailbox
    if box is None or box.failed is None:
        return frozenset()
    since = box.read_at.date() if box.read_at else date.min
    mailed = [(who, s.on) for who, s in books.taken if s.channel in ("email", "platform")]
    mailed += [(who, told.on) for who, told in books.told]
    return frozenset(books.billed(customer) for customer, on in mailed if on >= since)


def introduced(contact: Contact, invoice: Invoice) -> Invoice:
    """The invoice with the names of those whom it only gives the address of."""
    if not any(person.name is None for person in invoice.bill_to):
        return invoice
    known = {person.email.lower(): person for person in contact.people if person.email}
    people = (
        known.get(person.email.lower(), person) if person.name is None and person.email else person
        for person in invoice.bill_to
    )
    return replace(invoice, bill_to=tuple(people))


def written_to(books: Books, invoice: Invoice) -> set[str]:
    """The addresses, in lower case, that mails about an invoice go to."""
    contact = books.contacts.get(invoice.customer)
    people = invoice.bill_to or (contact.people[:1] if contact else ())
    return {person.email.lower() for person in people if person.email}


def _case(books: Books, customer: CustomerId, drawer: _Drawer, today: date) -> Case:
    contact = books.contacts.get(customer)
    unreadable = list(drawer.unreadable)
    if contact is None:
        # an invoice names a customer that the ledger did not show us: nobody to write to
        contact = Contact(id=customer, name=f"customer {customer}")
        unreadable.append(
            Unreadable(Kind.CONTACT, customer, customer, "the ledger did not show this customer")
        )
    return Case(
        company=books.company,
        today=today,
        customer=contact,
        members=tuple(drawer.members),
        invoices=tuple(
            introduced(contact, invoice)
            for invoice in sorted(drawer.invoices, key=lambda invoice: invoice.id)
        ),
        settled=tuple(introduced(contact, invoice) for invoice in drawer.settled),
        payments=_lately(drawer.payments, today) or last_of(drawer.payments),
        credits=tuple(drawer.credits),
        taken=tuple(drawer.taken),
        told=tuple(drawer.told),
        marks=tuple(drawer.marks),
        unreadable=tuple(unreadable),
        behaviour=drawer.tally.behaviour(),
        known_since=drawer.known_since,
        bounced=frozenset(drawer.bounced),
        ledger=books.ledger,
    )
