"""The gate: every plan is held against the promises, without a look at the rulebook.

Whatever a rulebook says, and whatever the engine made of it, a plan that breaks one of these is
not carried out. The numbers are those of the promises in docs/promises.md.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from connectors.errors import NeedsPerson
from rules.case import Mark, MarkKind, StepState, Taken
from rules.deciding.ladder import SEND_INVOICE, THANKS_PART
from rules.deciding.recipients import OURS
from rules.decisions import Action, Decision
from rules.facts import CustomerId, Invoice, InvoiceId
from rules.instalments import covers, progress
from sync.cases import Books
from sync.plan import Plan

PROBABLY_PAID = "probably paid"
BY_CALL = "phone"
"""The hold of an invoice that unapplied credit covers."""
DUNNING = (Action.REMIND, Action.CALL, Action.OFFER, Action.HAND_OVER)
"""The actions that ask for money."""
OF_WHAT_IS_OWED = (*DUNNING, Action.STATEMENT)
"""Those that speak of what is owed, and so stay quiet about what promise 1 protects."""

OF_CUSTOMER = (MarkKind.DISPUTE, MarkKind.HOLD, MarkKind.NO_CHASE)
"""The marks that, on a customer, keep quiet also what is about no invoice."""


class PromiseBroken(NeedsPerson):
    """The plan would break a promise; nothing of it was carried out."""


def check(plan: Plan, books: Books, *, heard: frozenset[str]) -> None:
    """Raise PromiseBroken when the plan breaks a promise; `heard` had mail today already."""
    broken = list(_Gate(plan, books, heard).broken())
    if broken:
        listed = " ".join(broken[:5]) + (f" And {len(broken) - 5} more." if len(broken) > 5 else "")
        raise PromiseBroken(
            f"The plan would break {len(broken)} of Goodterms' promises, so nothing was sent: "
            f"{listed} Please report this with the output of `goodterms plan --json`."
        )


def reason_against(decision: Decision, plan: Plan, books: Books) -> str | None:
    """Why a step that was decided earlier may not be taken on the plan's day; None when it may."""
    return next(_Gate(plan, books, frozenset()).against(decision), None)


@dataclass(frozen=True)
class _Gate:
    plan: Plan
    books: Books
    heard: frozenset[str]

    def broken(self) -> Iterator[str]:
        yield from self._each_open_invoice_once()
        yield from self._one_mail_a_day()
        taken = {(step.invoice, step.step) for _, step in self.books.taken}
        told = {(customer, each.occasion) for customer, each in self.books.told}
        pending = {step.invoice for _, step in self.books.taken if step.state is not StepState.SENT}
        for decision in self.plan.contacts:
            yield from self.against(decision)
            if (decision.customer, decision.occasion) in told:
                yield f'{decision.customer_name} was told of "{decision.occasion}" (promise 2).'
            for line in decision.lines:
                what = _what(decision, line.invoice)
                if (line.invoice.id, line.step) in taken:
                    yield f'{what} the step "{line.step}" was taken before (promise 2).'
                if line.step and line.invoice.id in pending:
                    yield f"{what} an earlier step of it still waits for a person (promise 3)."

    def against(self, decision: Decision) -> Iterator[str]:
        """What the ledger and the marks have against one decision."""
        yield from self._customer(decision)
        for line in decision.lines:
            what = _what(decision, line.invoice)
            stored = self.invoices.get(line.invoice.id)
            for sentence in _invoice(line.invoice, stored, decision, self.books):
                yield f"{what} {sentence} (promise 1)."
            if decision.action is Action.HAND_OVER:
                for missing in self._skipped(line.invoice, decision.customer):
                    yield f"{what} {missing} (promise 10)."
            if not _is_bound(decision):
                continue
            if stored is not None and not self._was_sent(stored):
                yield f"{what} it was not sent to the customer (promise 6)."
            if _expected_later(stored, self.plan.on):
                yield f"{what} its payment is expected later (promise 1)."
            for mark in self.marks[line.invoice.id] + self.marks[decision.customer]:
                if self._forbids(mark, line.invoice, decision.customer):
                    yield f"{what} there is a {mark.kind.value} on it (promise 1)."

    def _skipped(self, invoice: Invoice, customer: CustomerId) -> Iterator[str]:
        """What collections may not come before."""
        done = [step for step in self.done[invoice.id] if step.state is StepState.SENT]
        if not any(step.channel == BY_CALL for step in done):
            yield "nobody has called about it"
        marks = self.marks[invoice.id] + self.marks[customer]
        agreed = any(mark.kind is MarkKind.INSTALMENTS for mark in marks)
        if not agreed and not any(step.offer for step in done):
            yield "no instalments were offered"

    @cached_property
    def done(self) -> Mapping[InvoiceId, list[Taken]]:
        found: dict[InvoiceId, list[Taken]] = defaultdict(list)
        for _, step in self.books.taken:
            found[step.invoice].append(step)
        return found

    def _was_sent(self, invoice: Invoice) -> bool:
        """By the ledger, by a mark, by our own record, or in the way that the company sends."""
        said = self.marks[invoice.id] + self.marks[self.books.billed(invoice.customer)]
        return (
            bool(invoice.sent)
            or (self.plan.sends_itself and invoice.issued <= self.plan.on)
            or any(mark.kind is MarkKind.SENT for mark in said)
            or invoice.id in self._sent_by_us
        )

    @cached_property
    def _sent_by_us(self) -> frozenset[InvoiceId]:
        return frozenset(
            step.invoice
            for _, step in self.books.taken
            if step.step == SEND_INVOICE and step.state is StepState.SENT
        )

    def _forbids(self, mark: Mark, invoice: Invoice, customer: CustomerId) -> bool:
        if mark.kind is MarkKind.INSTALMENTS:
            return covers(mark, invoice) and not self._has_missed(mark, customer)
        return _forbids(mark, self.plan.on)

    def _has_missed(self, mark: Mark, customer: CustomerId) -> bool:
        invoices = (
            invoice
            for invoice in self.books.invoices
            if invoice.is_open and self.books.billed(invoice.customer) == customer
        )
        credits = (c for c in self.books.credits if self.books.billed(c.customer) == customer)
        return bool(progress(mark, invoices, credits, today=self.plan.on).missed)

    @cached_property
    def invoices(self) -> Mapping[InvoiceId, Invoice]:
        return {invoice.id: invoice for invoice in self.books.invoices}

    def _each_open_invoice_once(self) -> Iterator[str]:
        stands = Counter(
            line.invoice.id
            for decision in self.plan.decisions
            if decision.action is not Action.THANK and not decision.action.is_of_customer
            for line in decision.lines
        )
        for invoice in self.books.invoices:
            if invoice.is_open and stands[invoice.id] != 1:
                name = invoice.number or invoice.id
                yield f"Invoice {name} stands in {stands[invoice.id]} decisions, not in one."

    def _one_mail_a_day(self) -> Iterator[str]:
        told = Counter(
            person.email.lower()
            for decision in self.plan.contacts
            if decision.channel == "email" and not decision.needs_approval
            for person in {*decision.to, *decision.cc}
            if person.email and person.role != OURS
        )
        for email, count in told.items():
            if count > 1 or email in self.heard:
                yield f'"{email}" would hear more than once today (promise 4).'

    def _customer(self, decision: Decision) -> Iterator[str]:
        name = decision.customer_name
        if decision.action in (Action.HAND_OVER, Action.OFFER) and not decision.needs_approval:
            yield f"{decision.action.value} of {name} has no approval (promise 10)."
        if decision.action is Action.ANNOUNCE:
            for mark in self.marks[decision.customer]:
                if mark.kind in OF_CUSTOMER and _forbids(mark, self.plan.on):
                    yield f"{name} has a {mark.kind.value} on everything (promise 1)."
        elif not _is_bound(decision):
            return
        if any(
            record.customer is not None and self.books.billed(record.customer) == decision.customer
            for record in self.books.unreadable
        ):
            yield f"A record of {name} cannot be read (promise 7)."
        if decision.action not in DUNNING:
            return  # a statement nets the credit
        free = self._free_credit(decision.customer)
        for line in decision.lines:
            if line.invoice.id in self._probably_paid:  # by now: it was decided on an earlier day
                yield f"{name} has credit that covers {line.invoice.number or line.invoice.id} (promise 1)."
            owed = line.invoice.balance
            if free.get(owed.currency, Decimal(0)) >= owed.amount:
                covers = f"{owed.currency} {free[owed.currency]} of credit that covers"
                yield f"{name} has {covers} {line.invoice.number or line.invoice.id} (promise 1)."

    @cached_property
    def _probably_paid(self) -> frozenset[InvoiceId]:
        held = (each for each in self.plan.decisions if each.hold == PROBABLY_PAID)
        return frozenset(line.invoice.id for each in held for line in each.lines)

    def _free_credit(self, customer: CustomerId) -> Mapping[str, Decimal]:
        """The customer's credit, less what already keeps other invoices of theirs quiet."""
        found: dict[str, Decimal] = defaultdict(Decimal)
        for credit in self.books.credits:
            if self.books.billed(credit.customer) == customer:
                found[credit.remaining.currency] += credit.remaining.amount
        for decision in self.plan.decisions:
            if decision.customer == customer and decision.hold == PROBABLY_PAID:
                for currency, held in decision.totals.items():
                    found[currency] -= held
        return found

    @cached_property
    def marks(self) -> Mapping[str, list[Mark]]:
        found: dict[str, list[Mark]] = defaultdict(list)
        for customer, mark in self.books.marks:
            found[mark.invoice or self.books.billed(customer)].append(mark)
        return found


def _is_bound(decision: Decision) -> bool:
    """Whether it asks for money, or names what is open: the promises about quiet hold for it."""
    return decision.action in OF_WHAT_IS_OWED or decision.step == THANKS_PART


def _what(decision: Decision, invoice: Invoice) -> str:
    return f"{decision.action.value} {invoice.number or invoice.id}:"


def _invoice(
    planned: Invoice, stored: Invoice | None, decision: Decision, books: Books
) -> Iterator[str]:
    if stored is None:
        yield "it is not in the ledger"
        return
    settled = decision.action is Action.THANK and decision.step != THANKS_PART
    if not settled and not stored.is_open:
        yield f"it is {stored.status.value}"
    if settled and stored.is_open:
        yield "it is thanked for and still open"
    if planned.balance != stored.balance:
        yield "the amount is not the ledger's"
    if books.billed(stored.customer) != decision.customer:
        yield "it belongs to another customer"
    if stored.disputed:
        yield "it is in dispute"


def _expected_later(stored: Invoice | None, on: date) -> bool:
    return stored is not None and stored.expected_on is not None and stored.expected_on >= on


def _forbids(mark: Mark, on: date) -> bool:
    if mark.kind in (MarkKind.SENT, MarkKind.REPLIED):
        return False
    return mark.until is None or mark.until >= on
