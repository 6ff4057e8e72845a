"""Reads the invoices of a golden test, open and settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from rules.book.fields import Fields, Problems, day, name
from rules.book.yaml_nodes import Sequence as Items
from rules.book.yaml_nodes import Text, Written
from rules.facts import CustomerId, Invoice, InvoiceId, InvoiceStatus, Money
from rules.golden.values import amount, is_none, owed, person, words, yes_no
from rules.problems import quoted

KEYS: Final = (
    "number",
    "issued",
    "due",
    "balance",
    "total",
    "sent",
    "people",
    "cc",
    "reference",
    "department",
    "class",
    "note",
    "expected",
    "disputed",
    "delivery_problem",
    "sent_on",
    "viewed",
    "has_pay_link",
    "sub_customer",
)
SETTLED_KEYS: Final = ("number", "issued", "due", "paid", "total", "people")
USUAL_TERMS: Final = timedelta(days=30)
USUAL_AMOUNT: Final = Decimal("100.00")
CUSTOMER: Final = CustomerId("customer")


@dataclass(frozen=True, slots=True)
class Setting:
    """What the invoices of a test have in common."""

    on: date
    currency: str
    members: Sequence[str] = ()
    """The names of the sub-customers."""


def member_id(called: str) -> CustomerId:
    """The id of a sub-customer."""
    return CustomerId(f"sub-customer {called.casefold()}")


def read_invoices(node: Written, setting: Setting, problems: Problems) -> tuple[Invoice, ...]:
    """The open invoices; those without a number are INV-1 and so on, by their place."""
    fields = (Fields.of(item, "an invoice", KEYS, problems=problems) for item in _items(node))
    found = (
        _invoice(each, number, setting) for number, each in enumerate(fields, 1) if each is not None
    )
    return tuple(invoice for invoice in found if invoice is not None)


def read_settled(node: Written, setting: Setting, problems: Problems) -> tuple[Invoice, ...]:
    """Invoices paid lately; those without a number are PAID-1 and so on."""
    fields = (
        Fields.of(item, "a settled invoice", SETTLED_KEYS, problems=problems)
        for item in _items(node)
    )
    found = (
        _settled(each, number, setting) for number, each in enumerate(fields, 1) if each is not None
    )
    return tuple(invoice for invoice in found if invoice is not None)


def _items(node: Written) -> tuple[Written, ...]:
    if isinstance(node, Text) and node.is_empty:
        return ()
    return node.items if isinstance(node, Items) else (node,)


def _number(fields: Fields, usual: str) -> str | None:
    node = fields.node.get("number")
    return None if is_none(node) else fields.take("number", name, usual)


def _due(fields: Fields) -> tuple[date | None, bool]:
    """The due date, and whether it was said; `none` says that there is none."""
    if is_none(fields.node.get("due")):
        return None, True
    found = fields.need("due", day)
    return found, found is not None


def _invoice(fields: Fields, number: int, setting: Setting) -> Invoice | None:
    due, said = _due(fields)
    usual = Money(USUAL_AMOUNT, setting.currency)
    balance = fields.take("balance", owed(setting.currency), usual)
    total = fields.take("total", amount(balance.currency), balance)
    _check_amounts(fields, balance, total)
    sent = None if is_none(fields.node.get("sent")) else fields.take("sent", yes_no, True)
    invoice = Invoice(
        id=InvoiceId(f"{number:05}"),
        number=_number(fields, f"INV-{number}"),
        customer=_customer(fields, setting),
        status=InvoiceStatus.OPEN,
        issued=fields.take("issued", day, _usual_issue(due, setting)),
        due=due,
        total=total,
        balance=balance,
        sent=sent,
        bill_to=fields.many("people", person),
        bill_cc=fields.many("cc", person),
        reference=fields.maybe("reference", words),
        department=fields.maybe("department", words),
        klass=fields.maybe("class", words),
        memo=fields.maybe("note", words),
        expected_on=fields.maybe("expected", day),
        disputed=fields.take("disputed", yes_no, False),
        delivery_problem=fields.maybe("delivery_problem", words),
        sent_on=fields.maybe("sent_on", day),
        viewed=fields.maybe("viewed", yes_no),
        payable_online=fields.maybe("has_pay_link", yes_no),
    )
    return invoice if said else None


def _check_amounts(fields: Fields, balance: Money, total: Money) -> None:
    node = fields.node.get("total")
    if node is None:
        return
    if total.currency != balance.currency:
        says = f"The total is in {total.currency}, and the balance in {balance.currency}."
        fields.problems.add(node.place, says, "An invoice has one currency.")
    elif total.amount < balance.amount:
        says = f"The balance of {balance.amount} is more than the total of {total.amount}."
        fields.problems.add(node.place, says)


def _customer(fields: Fields, setting: Setting) -> CustomerId:
    called = fields.maybe("sub_customer", name)
    if called is None:
        return CUSTOMER
    if called.casefold() not in {each.casefold() for each in setting.members}:
        node = fields.node.get("sub_customer")
        says = f"{quoted(called)} is not one of the customer's sub-customers."
        hint = f"Write `sub_customers: [{called}]` under `customer`."
        fields.problems.add(node.place if node else fields.place, says, hint)
    return member_id(called)


def _usual_issue(due: date | None, setting: Setting) -> date:
    return min((due or setting.on) - USUAL_TERMS, setting.on)


def _settled(fields: Fields, number: int, setting: Setting) -> Invoice | None:
    due, said = _due(fields)
    paid = fields.need("paid", day)
    total = fields.take("total", amount(setting.currency), Money(USUAL_AMOUNT, setting.currency))
    settled = Invoice(
        id=InvoiceId(f"paid {number:05}"),
        number=_number(fields, f"PAID-{number}"),
        customer=CUSTOMER,
        status=InvoiceStatus.PAID,
        issued=fields.take("issued", day, _usual_issue(due, setting)),
        due=due,
        total=total,
        balance=Money(Decimal(0), total.currency),
        sent=True,
        bill_to=fields.many("people", person),
        paid_on=paid,
    )
    return settled if said and paid is not None else None


def check_numbers(node: Written, invoices: Sequence[Invoice], problems: Problems) -> None:
    """No two invoices of a test have one number: an expectation could not tell them apart."""
    seen: set[str] = set()
    for invoice in invoices:
        number = (invoice.number or "").casefold()
        if number and number in seen:
            says = f"Two invoices have the number {quoted(invoice.number or '')}."
            problems.add(node.place, says, "Give each a number of its own.")
        seen.add(number)
