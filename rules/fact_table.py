"""Every fact that a rulebook can ask about: its type, its source, and how to get it from a case.

A getter gives None when the ledger did not tell; the condition is then UNKNOWN and the case is
held, never taken for zero or for "no match". `NEVER` says that it is known not to have happened.

Sums are kept per currency. A customer whose open invoices are in one currency has one sum, and
`total_due: "> 1000"` compares it. With several, that test is UNKNOWN, because no single number is
meant; `total_due: "> 1000 NZD"` says which, and compares the sum of the NZD invoices.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from statistics import median
from typing import Final

from rules.case import Case, StepState
from rules.comparisons import NEVER, FactType, Value
from rules.decisions import totals
from rules.facts import Invoice, Money

Getter = Callable[[Case, Invoice | None], Value | None]


class Scope(StrEnum):
    """What a fact is about."""

    INVOICE = "invoice"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One line of the table."""

    type: FactType
    scope: Scope
    doc: str
    """A sentence: what it is, and where it comes from."""
    get: Getter
    unknown: str
    """Why it can be missing, to follow "is not known: "."""
    can_be_never: bool = False


def _invoice(
    type_: FactType, get: Callable[[Case, Invoice], Value | None], doc: str, unknown: str
) -> FactSpec:
    def value(case: Case, invoice: Invoice | None) -> Value | None:
        return None if invoice is None else get(case, invoice)

    return FactSpec(type_, Scope.INVOICE, doc, value, unknown)


def _customer(
    type_: FactType, get: Callable[[Case], Value | None], doc: str, unknown: str = ""
) -> FactSpec:
    def value(case: Case, _: Invoice | None) -> Value | None:
        return get(case)

    return FactSpec(type_, Scope.CUSTOMER, doc, value, unknown)


def _since(get: Callable[[Case], Value | None], doc: str) -> FactSpec:
    def value(case: Case, _: Invoice | None) -> Value | None:
        return get(case)

    return FactSpec(FactType.DAYS, Scope.CUSTOMER, doc, value, "", can_be_never=True)


def _days_overdue(case: Case, invoice: Invoice) -> int | None:
    return None if invoice.due is None else (case.today - invoice.due).days


def _days_until_due(case: Case, invoice: Invoice) -> int | None:
    return None if invoice.due is None else (invoice.due - case.today).days


def _sub_customer(case: Case, invoice: Invoice) -> tuple[str, ...]:
    own = invoice.customer == case.customer.id
    return () if own else (case.names(invoice.customer),)


def _paid_late_share(case: Case) -> Decimal | None:
    paid = case.behaviour.paid
    return Decimal(100 * case.behaviour.late) / paid if paid else None


def _median_days_late(case: Case) -> float | None:
    return median(case.behaviour.days_late) if case.behaviour.days_late else None


def _sums(case: Case, amounts: Iterable[Money]) -> tuple[Money, ...]:
    """Per currency; nothing at all is zero in the company's own currency."""
    sums = totals(amounts) or {case.company.base_currency: Decimal(0)}
    return tuple(Money(amount, currency) for currency, amount in sums.items())


def _total_due(case: Case) -> tuple[Money, ...]:
    return _sums(case, (invoice.balance for invoice in case.invoices))


def _dues(case: Case) -> tuple[date, ...] | None:
    """The due dates of all open invoices; None when one of them has none."""
    dues = tuple(invoice.due for invoice in case.invoices if invoice.due is not None)
    return dues if len(dues) == len(case.invoices) else None


def _overdue_balance(case: Case) -> tuple[Money, ...] | None:
    if _dues(case) is None:
        return None
    overdue = (i.balance for i in case.invoices if i.due is not None and i.due < case.today)
    return _sums(case, overdue)


def _overdue_invoices(case: Case) -> int | None:
    dues = _dues(case)
    return None if dues is None else sum(due < case.today for due in dues)


def _oldest_days_overdue(case: Case) -> int | None:
    dues = _dues(case)
    return None if dues is None else max([0, *((case.today - due).days for due in dues)])


def _unapplied_credit(case: Case) -> tuple[Money, ...]:
    return _sums(case, (credit.remaining for credit in case.credits))


_HEARD: Final = frozenset({StepState.SENT, StepState.UNKNOWN})


def _days_since_contact(case: Case) -> Value:
    """A mail of which nobody knows whether it went out counts as a contact."""
    days = [(case.today - taken.on).days for taken in case.taken if taken.state in _HEARD]
    return min(days, default=NEVER)


_NO_DUE = "the invoice has no due date"
_A_NO_DUE = "an open invoice has no due date"
_NEVER_PAID = "no invoice was paid so far"

FACTS: Final[dict[str, FactSpec]] = {
    "number": _invoice(
        FactType.TEXT,
        lambda case, invoice: invoice.number,
        "The number of the invoice, as the ledger shows it.",
        "the invoice has no number",
    ),
    "reference": _invoice(
        FactType.TEXT,
        lambda case, invoice: invoice.reference,
        "The reference on the invoice, such as a purchase order (Xero Reference).",
        "the invoice has no reference",
    ),
    "currency": _invoice(
        FactType.TEXT,
        lambda case, invoice: invoice.balance.currency,
        "The currency of the invoice, such as NZD.",
        "the ledger does not say",
    ),
    "department": _invoice(
        FactType.TEXT,
        lambda case, invoice: invoice.department,
        "The department or location on the invoice (QuickBooks DepartmentRef, Xero tracking).",
        "the invoice names no department",
    ),
    "class": _invoice(
        FactType.TEXT,
        lambda case, invoice: invoice.klass,
        "The class of the invoice (QuickBooks ClassRef).",
        "the invoice names no class",
    ),
    "sub_customer": _invoice(
        FactType.TEXT,
        _sub_customer,
        "The job or sub-customer named on the invoice, when another customer is billed for it.",
        "the ledger does not say",
    ),
    "amount": _invoice(
        FactType.MONEY,
        lambda case, invoice: invoice.total,
        "The total of the invoice, in its own currency.",
        "the ledger does not say",
    ),
    "balance": _invoice(
        FactType.MONEY,
        lambda case, invoice: invoice.balance,
        "What is still owed on the invoice, in its own currency.",
        "the ledger does not say",
    ),
    "part_paid": _invoice(
        FactType.YES_NO,
        lambda case, invoice: invoice.balance.amount < invoice.total.amount,
        "Whether part of the invoice is paid or credited: the balance is less than the total.",
        "the ledger does not say",
    ),
    "days_overdue": _invoice(
        FactType.DAYS,
        _days_overdue,
        "Calendar days since the due date; negative before it.",
        _NO_DUE,
    ),
    "days_until_due": _invoice(
        FactType.DAYS,
        _days_until_due,
        "Calendar days until the due date; negative after it.",
        _NO_DUE,
    ),
    "days_since_issued": _invoice(
        FactType.DAYS,
        lambda case, invoice: (case.today - invoice.issued).days,
        "Calendar days since the date of the invoice.",
        "the ledger does not say",
    ),
    "issued": _invoice(
        FactType.DATE,
        lambda case, invoice: invoice.issued,
        "The date of the invoice.",
        "the ledger does not say",
    ),
    "due": _invoice(
        FactType.DATE,
        lambda case, invoice: invoice.due,
        "The due date of the invoice.",
        _NO_DUE,
    ),
    "customer": _customer(
        FactType.TEXT,
        lambda case: case.customer.name,
        "The name of the customer who is billed, as in the ledger.",
    ),
    "country": _customer(
        FactType.TEXT,
        lambda case: case.customer.country,
        "The customer's country, by its two letters, from the address in the ledger.",
        "the customer has no country in the ledger",
    ),
    "group": _customer(
        FactType.TEXT,
        lambda case: case.customer.groups,
        "A contact group of the customer's (Xero ContactGroups, QuickBooks CustomerType).",
    ),
    "invoices_paid": _customer(
        FactType.COUNT,
        lambda case: case.behaviour.paid,
        "How many invoices the customer has paid in the last two years.",
    ),
    "paid_late_share": _customer(
        FactType.PERCENT,
        _paid_late_share,
        "Which share of the invoices paid in two years was paid after the due date.",
        _NEVER_PAID,
    ),
    "median_days_late": _customer(
        FactType.DAYS,
        _median_days_late,
        "The median of the days from due to paid, over two years; negative when paid early.",
        _NEVER_PAID,
    ),
    "open_invoices": _customer(
        FactType.COUNT,
        lambda case: len(case.invoices),
        "How many invoices of the customer are open.",
    ),
    "overdue_invoices": _customer(
        FactType.COUNT,
        _overdue_invoices,
        "How many invoices of the customer are past their due date.",
        _A_NO_DUE,
    ),
    "total_due": _customer(
        FactType.MONEY,
        _total_due,
        "What the customer owes on all open invoices, summed per currency.",
    ),
    "overdue_balance": _customer(
        FactType.MONEY,
        _overdue_balance,
        "What the customer owes on invoices past their due date, summed per currency.",
        _A_NO_DUE,
    ),
    "oldest_days_overdue": _customer(
        FactType.DAYS,
        _oldest_days_overdue,
        "Days overdue of the customer's oldest open invoice; 0 when none is overdue.",
        _A_NO_DUE,
    ),
    "unapplied_credit": _customer(
        FactType.MONEY,
        _unapplied_credit,
        "Credit notes, prepayments and payments not yet applied to an invoice, per currency.",
    ),
    "days_since_contact": _since(
        _days_since_contact,
        "Days since the customer last heard from Goodterms; never, when they have not yet.",
    ),
    "days_since_reply": _since(
        lambda case: NEVER,
        "Days since the customer last wrote back; never, as long as no mailbox is read.",
    ),
}
"""By the name that a rulebook uses. One line here adds a fact; schema, docs and tests follow."""
