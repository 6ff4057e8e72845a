"""Facts of one invoice."""

from typing import Final

from rules.case import Case, StepState
from rules.comparisons import FactType
from rules.deciding.ladder import BESIDE_THE_LADDER, SEND_INVOICE, name_of_step
from rules.facts import Invoice
from rules.instalments import plan_for
from rules.known import texts
from rules.known.spec import OURS, FactSpec, Source, both, of_invoice
from rules.tags import words_in


def _days_overdue(case: Case, invoice: Invoice) -> int | None:
    return None if invoice.due is None else (case.today - invoice.due).days


def _days_until_due(case: Case, invoice: Invoice) -> int | None:
    return None if invoice.due is None else (invoice.due - case.today).days


def _days_since_sent(case: Case, invoice: Invoice) -> int | None:
    days = [
        taken.on
        for taken in case.taken
        if taken.invoice == invoice.id
        and taken.step == SEND_INVOICE
        and taken.state is StepState.SENT
    ]
    if invoice.sent_on is not None:
        days.append(invoice.sent_on)
    return (case.today - max(days)).days if days else None


def _sub_customer(case: Case, invoice: Invoice) -> tuple[str, ...]:
    own = invoice.customer == case.customer.id
    return () if own else (case.names(invoice.customer),)


def _tags(case: Case, invoice: Invoice) -> tuple[str, ...]:
    return words_in(f"{invoice.memo or ''}\n{invoice.reference or ''}")


_NO_DUE = "the invoice has no due date"

INVOICE_FACTS: Final[dict[str, FactSpec]] = {
    "number": of_invoice(
        FactType.TEXT,
        lambda case, invoice: invoice.number,
        "The number of the invoice, as the ledger shows it.",
        source=Source("InvoiceNumber", "DocNumber"),
        unknown="the invoice has no number",
    ),
    "reference": of_invoice(
        FactType.TEXT,
        lambda case, invoice: invoice.reference,
        "The customer's reference on the invoice, such as a purchase order.",
        source=Source("Reference", "a custom field named PO or purchase order"),
        unknown="the invoice has no reference",
    ),
    "currency": of_invoice(
        FactType.TEXT,
        lambda case, invoice: invoice.balance.currency,
        "The currency of the invoice, such as NZD.",
        source=Source("CurrencyCode", "CurrencyRef, else the home currency"),
        texts=texts.currency,
    ),
    "department": of_invoice(
        FactType.TEXT,
        lambda case, invoice: invoice.department,
        "The department or location on the invoice.",
        source=Source(
            "the option of the tracking category department, location, branch, office, region, "
            "division or team",
            "DepartmentRef",
        ),
        unknown="the invoice names no department",
    ),
    "class": of_invoice(
        FactType.TEXT,
        lambda case, invoice: invoice.klass,
        "The class of the invoice.",
        source=Source(
            "the option of the tracking category class, cost centre, project or product line",
            "ClassRef, of the invoice or of its first line that has one",
        ),
        unknown="the invoice names no class",
    ),
    "sub_customer": of_invoice(
        FactType.TEXT,
        _sub_customer,
        "The job or sub-customer named on the invoice, when another customer is billed for it.",
        source=Source("none: Xero has no sub-customers", "CustomerRef, under BillWithParent"),
    ),
    "tag": of_invoice(
        FactType.TEXT,
        _tags,
        "The tags on the invoice: words such as `#retail`, with or without the #.",
        source=Source("Reference", "PrivateNote, and the purchase order"),
        texts=texts.tag,
    ),
    "amount": of_invoice(
        FactType.MONEY,
        lambda case, invoice: invoice.total,
        "The total of the invoice, in its own currency.",
        source=Source("Total", "TotalAmt"),
        of_what_is_open=True,
    ),
    "balance": of_invoice(
        FactType.MONEY,
        lambda case, invoice: invoice.balance,
        "What is still owed on the invoice, in its own currency.",
        source=Source("AmountDue", "Balance"),
        of_what_is_open=True,
    ),
    "part_paid": of_invoice(
        FactType.YES_NO,
        lambda case, invoice: invoice.balance.amount < invoice.total.amount,
        "Whether part of the invoice is paid or credited: the balance is less than the total.",
        source=Source("AmountDue, Total", "Balance, TotalAmt"),
    ),
    "has_pay_link": of_invoice(
        FactType.YES_NO,
        lambda case, invoice: True if invoice.pay_link else invoice.payable_online,
        "Whether the invoice has a page online to be paid on, as far as the ledger says so without "
        "being asked for each; a letter asks for the page itself before it goes out.",
        source=Source(
            "yes of every approved invoice, which all have an OnlineInvoiceUrl; whether it takes "
            "payments there is not told",
            "AllowOnlineCreditCardPayment, AllowOnlineACHPayment, BillEmail; InvoiceLink",
        ),
    ),
    "viewed": of_invoice(
        FactType.YES_NO,
        lambda case, invoice: invoice.viewed,
        "Whether the customer has opened the invoice online.",
        source=Source("not told", "EInvoiceStatus"),
    ),
    "days_overdue": of_invoice(
        FactType.DAYS,
        _days_overdue,
        "Calendar days since the due date; negative before it.",
        source=Source("DueDate", "DueDate"),
        unknown=_NO_DUE,
    ),
    "days_until_due": of_invoice(
        FactType.DAYS,
        _days_until_due,
        "Calendar days until the due date; negative after it.",
        source=Source("DueDate", "DueDate"),
        unknown=_NO_DUE,
    ),
    "days_since_issued": of_invoice(
        FactType.DAYS,
        lambda case, invoice: (case.today - invoice.issued).days,
        "Calendar days since the date of the invoice.",
        source=Source("Date", "TxnDate"),
    ),
    "days_since_sent": of_invoice(
        FactType.DAYS,
        _days_since_sent,
        "Calendar days since the ledger last e-mailed the invoice.",
        source=Source(
            "the day on which Goodterms had Xero send it; of others Xero tells no day",
            "DeliveryInfo.DeliveryTime",
        ),
        unknown="the ledger does not say on which day it was sent",
    ),
    "issued": of_invoice(
        FactType.DATE,
        lambda case, invoice: invoice.issued,
        "The date of the invoice.",
        source=Source("Date", "TxnDate"),
    ),
    "due": of_invoice(
        FactType.DATE,
        lambda case, invoice: invoice.due,
        "The due date of the invoice.",
        source=Source("DueDate", "DueDate"),
        unknown=_NO_DUE,
    ),
    "steps_done": of_invoice(
        FactType.COUNT,
        lambda case, invoice: len(_steps(case, invoice)),
        "How many steps of a ladder were taken for the invoice.",
        source=OURS,
    ),
    "step_done": of_invoice(
        FactType.TEXT,
        lambda case, invoice: tuple(name_of_step(step) for step in _steps(case, invoice)),
        "The name of a step that was taken for the invoice.",
        source=OURS,
    ),
    "on_instalments": of_invoice(
        FactType.YES_NO,
        lambda case, invoice: plan_for(case, invoice) is not None,
        "Whether an agreed plan of instalments covers the invoice, be it kept or not.",
        source=both("`goodterms mark`"),
    ),
    "instalments_missed": of_invoice(
        FactType.COUNT,
        lambda case, invoice: len(plan.missed) if (plan := plan_for(case, invoice)) else 0,
        "How many parts of that plan were due and are not paid in full; 0 without a plan.",
        source=both("`goodterms mark`, and what is still owed"),
    ),
    "delivery_problem": of_invoice(
        FactType.TEXT,
        lambda case, invoice: (invoice.delivery_problem,) if invoice.delivery_problem else (),
        "What the platform says of its own last e-mail of the invoice, such as Bounced Email.",
        source=Source("not told: taken for none", "DeliveryInfo.DeliveryErrorType"),
    ),
}


def _steps(case: Case, invoice: Invoice) -> tuple[str, ...]:
    return tuple(
        taken.step
        for taken in case.taken
        if taken.invoice == invoice.id
        and taken.step not in BESIDE_THE_LADDER
        and taken.state in (StepState.SENT, StepState.UNKNOWN)
    )
