"""Facts of the customer as a whole: who they are, what they owe, how they have paid so far.

Sums are kept per currency. A customer whose open invoices are in one currency has one sum, and
`total_due: "> 1000"` compares it. With several, that test is UNKNOWN, because no single number is
meant; `total_due: "> 1000 NZD"` says which, and compares the sum of the NZD invoices.

How they have paid is plain statistics over two years of the ledger's own payments, each figure with
its evidence. Nothing is trained on a ledger's data: a vendor's terms forbid it, and nobody could
explain the outcome to a customer.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from statistics import mean, median
from typing import Final

from rules.case import Case
from rules.comparisons import NEVER, FactType, Value
from rules.decisions import totals
from rules.facts import Money
from rules.known import texts
from rules.known.spec import FactSpec, Source, both, of_customer, since
from rules.tags import tells_auto_pay

LATELY: Final = 5
"""How many of the invoices paid last make up the near end of a trend."""
TREND_NEEDS: Final = 8
"""How many paid invoices a trend needs in all."""


def _paid_late_share(case: Case) -> Decimal | None:
    paid = case.behaviour.paid
    return Decimal(100 * case.behaviour.late) / paid if paid else None


def _median_days_late(case: Case) -> float | None:
    return median(case.behaviour.days_late) if case.behaviour.days_late else None


def _mean_days_late(case: Case) -> Decimal | None:
    days = case.behaviour.days_late
    return round(Decimal(sum(days)) / len(days), 1) if days else None


def _trend(case: Case) -> Decimal | None:
    days = case.behaviour.days_late
    if len(days) < TREND_NEEDS:
        return None
    change = mean(days[-LATELY:]) - mean(days[:-LATELY])
    return round(Decimal(change), 1)


def _paid_evidence(case: Case) -> str:
    how = case.behaviour
    return f"{how.late} of {how.paid} invoices paid late in {how.period_days} days"


def _late_evidence(case: Case) -> str:
    how = case.behaviour
    return f"{how.paid} invoices paid in {how.period_days} days"


def _trend_evidence(case: Case) -> str:
    how = case.behaviour
    return f"the last {LATELY} against {how.paid - LATELY} before, in {how.period_days} days"


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


def _days_since_payment(case: Case) -> Value:
    paid = [payment.on for payment in case.payments if payment.on <= case.today]
    return (case.today - max(paid)).days if paid else NEVER


def _days_known(case: Case) -> int | None:
    return None if case.known_since is None else (case.today - case.known_since).days


def _groups(case: Case) -> tuple[str, ...] | None:
    return case.customer.groups if case.customer.group_id is None else None


def _auto_pay(case: Case) -> bool | None:
    return True if tells_auto_pay(case.customer.memo) else case.auto_pay


_A_NO_DUE = "an open invoice has no due date"
_NEVER_PAID = "no invoice was paid so far"
_OPEN = Source("AmountDue, DueDate of the open invoices", "Balance, DueDate of the open invoices")
_PAID = Source(
    "DueDate and FullyPaidOnDate of the paid invoices",
    "DueDate of the paid invoices, TxnDate of the payment that settled each",
)

CUSTOMER_FACTS: Final[dict[str, FactSpec]] = {
    "customer": of_customer(
        FactType.TEXT,
        lambda case: case.customer.name,
        "The name of the customer who is billed, as in the ledger.",
        source=Source("Contact Name", "DisplayName"),
    ),
    "segment": of_customer(
        FactType.TEXT,
        lambda case: case.segment,
        "The customer's segment in this rulebook. Not for the conditions of segments themselves.",
        source=both("the rulebook"),
        unknown="it cannot be told which segment the customer is in",
    ),
    "country": of_customer(
        FactType.TEXT,
        lambda case: case.customer.country,
        "The customer's country, by its two letters.",
        source=Source("Addresses, Country", "BillAddr, Country"),
        unknown="the customer has no country in the ledger",
        texts=texts.country,
    ),
    "language": of_customer(
        FactType.TEXT,
        lambda case: case.language,
        "The language in which the customer is written to, such as fr.",
        source=both("not told: `contacts: languages` of the rulebook, else the company's own"),
        unknown="it cannot be told in which language the customer is written to",
        texts=texts.language,
    ),
    "auto_pay": of_customer(
        FactType.YES_NO,
        _auto_pay,
        "Whether the customer pays by themselves, as by direct debit or by a card on file.",
        source=Source(
            "not told: `contacts: auto_pay` of the rulebook, which can name a contact group",
            "not told: `#auto-pay` in the Notes on the customer, else `contacts: auto_pay` of the "
            "rulebook, which can name a customer type",
        ),
        unknown="it cannot be told whether the customer pays by themselves",
    ),
    "group": of_customer(
        FactType.TEXT,
        _groups,
        "A contact group of the customer's, or its type, by name.",
        source=Source("ContactGroups", "CustomerTypeRef, and the Name of that CustomerType"),
        unknown="the ledger does not tell the name of the customer's type",
    ),
    "days_known": of_customer(
        FactType.DAYS,
        _days_known,
        "Calendar days since the date of the customer's first invoice in the ledger.",
        source=Source("Date of the invoices", "TxnDate of the invoices"),
        unknown="the ledger shows no invoice of the customer",
    ),
    "invoices_paid": of_customer(
        FactType.COUNT,
        lambda case: case.behaviour.paid,
        "How many invoices the customer has paid in the last two years.",
        source=_PAID,
    ),
    "paid_late_share": of_customer(
        FactType.PERCENT,
        _paid_late_share,
        "Which share of the invoices paid in two years was paid after the due date.",
        source=_PAID,
        unknown=_NEVER_PAID,
        evidence=_paid_evidence,
    ),
    "median_days_late": of_customer(
        FactType.DAYS,
        _median_days_late,
        "The median of the days from due to paid, over two years; negative when paid early.",
        source=_PAID,
        unknown=_NEVER_PAID,
        evidence=_late_evidence,
    ),
    "mean_days_late": of_customer(
        FactType.DAYS,
        _mean_days_late,
        "The mean of the days from due to paid, over two years; negative when paid early.",
        source=_PAID,
        unknown=_NEVER_PAID,
        evidence=_late_evidence,
    ),
    "trend_days_late": of_customer(
        FactType.DAYS,
        _trend,
        "By how many days the last five paid invoices came later, on average, than those before in "
        "two years; negative when the customer pays sooner than before.",
        source=_PAID,
        unknown=f"fewer than {TREND_NEEDS} invoices were paid so far",
        evidence=_trend_evidence,
    ),
    "open_invoices": of_customer(
        FactType.COUNT,
        lambda case: len(case.invoices),
        "How many invoices of the customer are open.",
        source=_OPEN,
        of_what_is_open=True,
    ),
    "overdue_invoices": of_customer(
        FactType.COUNT,
        _overdue_invoices,
        "How many invoices of the customer are past their due date.",
        source=_OPEN,
        unknown=_A_NO_DUE,
    ),
    "total_due": of_customer(
        FactType.MONEY,
        _total_due,
        "What the customer owes on all open invoices, summed per currency.",
        source=_OPEN,
        of_what_is_open=True,
    ),
    "overdue_balance": of_customer(
        FactType.MONEY,
        _overdue_balance,
        "What the customer owes on invoices past their due date, summed per currency.",
        source=_OPEN,
        unknown=_A_NO_DUE,
    ),
    "oldest_days_overdue": of_customer(
        FactType.DAYS,
        _oldest_days_overdue,
        "Days overdue of the customer's oldest open invoice; 0 when none is overdue.",
        source=_OPEN,
        unknown=_A_NO_DUE,
        least=0,
    ),
    "days_since_payment": since(
        _days_since_payment,
        "Days since the customer's last payment was booked; never, when the ledger has none.",
        source=Source("Date of the payments", "TxnDate of the payments"),
    ),
    "unapplied_credit": of_customer(
        FactType.MONEY,
        _unapplied_credit,
        "Credit notes, prepayments and payments not yet applied to an invoice, per currency.",
        source=Source(
            "RemainingCredit of credit notes, over- and prepayments",
            "UnappliedAmt of payments, RemainingCredit of credit memos",
        ),
    ),
}
