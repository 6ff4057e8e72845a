"""A statement adds up: opening, what was booked, closing; what is open, less what is left of credit."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rules.facts import Applied, Credit, Invoice, InvoiceId, InvoiceStatus, Money, Payment
from rules.statement import Account, Entry, Statement, statement
from tests.rules.builders import credit, invoice, payment

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
TODAY = date(2026, 11, 2)


def bill(key: str, total: str, issued: date, *, balance: str | None = None) -> Invoice:
    """An invoice due 20 days after its issue."""
    made = invoice(key, balance or total, overdue=0, today=issued + timedelta(20), issued=issued)
    return replace(made, total=Money(Decimal(total), "NZD"))


def paid(made: Invoice, amount: str, on: date) -> Payment:
    """A payment on one invoice."""
    return replace(payment(on, amount), applied=(Applied(made.id, Decimal(amount)),))


def of(
    *invoices: Invoice, payments: tuple[Payment, ...] = (), credits: tuple[Credit, ...] = ()
) -> Statement:
    return statement(invoices, payments, credits, period=OCTOBER, today=TODAY)


def said(entries: Iterable[Entry]) -> list[str]:
    return [f"{e.on.day} {e.kind} {e.amount}" for e in entries]


def figures(account: Account) -> str:
    """Opening, closing, and what it is today."""
    return f"{account.opening} {account.closing} {account.balance}"


def test_a_month_with_an_old_invoice_a_new_one_and_a_payment() -> None:
    old = bill("INV-1", "100", date(2026, 9, 3), balance="60")
    new = bill("INV-2", "250", date(2026, 10, 5))
    [account] = of(old, new, payments=(paid(old, "40", date(2026, 10, 9)),)).accounts

    assert said(account.entries) == ["5 invoice 250", "9 payment -40"]
    assert figures(account) == "100 310 310"
    assert account.since == ()
    assert [str(age) for age in account.ages] == ["0", "250", "60", "0", "0"]


def test_what_was_paid_after_the_month_is_told_apart() -> None:
    made = bill("INV-1", "100", date(2026, 10, 5), balance="30")
    [account] = of(made, payments=(paid(made, "70", date(2026, 11, 1)),)).accounts
    assert figures(account) == "0 100 30"
    assert said(account.since) == ["1 payment -70"]


def test_credit_is_netted_and_each_currency_stands_alone() -> None:
    made, abroad = bill("INV-1", "100", date(2026, 10, 5)), invoice("INV-9", "70", currency="EUR")
    euro, dollars = of(
        made, abroad, credits=(replace(credit("25"), on=date(2026, 10, 8)),)
    ).accounts
    assert (euro.currency, figures(euro)) == ("EUR", "0 70 70")
    assert (str(dollars.balance), str(dollars.credit)) == ("75", "25")


def test_an_invoice_settled_by_credit_is_off_the_account_on_the_day_it_was_settled() -> None:
    made = bill("INV-1", "100", date(2026, 9, 5))
    settled = replace(
        made,
        status=InvoiceStatus.PAID,
        balance=Money(Decimal(0), "NZD"),
        paid_on=date(2026, 10, 12),
    )
    [account] = of(settled).accounts
    assert figures(account) == "100 0 0"
    assert said(account.entries) == ["12 settled -100"]


def test_credit_set_against_an_invoice_by_an_empty_payment_is_no_money_received() -> None:
    made = bill("INV-1", "100", date(2026, 10, 5), balance="50")
    zero = replace(paid(made, "50", date(2026, 10, 9)), amount=Money(Decimal(0), "NZD"))
    [account] = of(made, payments=(zero,)).accounts
    assert said(account.entries) == ["5 invoice 100", "9 settled -50"]
    assert figures(account) == "0 50 50"


def test_drafts_and_what_was_voided_are_not_on_it() -> None:
    gone = replace(bill("INV-1", "100", date(2026, 10, 5)), status=InvoiceStatus.VOIDED)
    assert of(gone).accounts == ()


days = st.dates(date(2026, 6, 1), date(2026, 11, 30))
cents = st.integers(1, 90_000).map(lambda n: Decimal(n) / 100)


@st.composite
def a_ledger(draw: st.DrawFn) -> tuple[list[Invoice], list[Payment], list[Credit]]:
    invoices, payments = [], []
    for number in range(draw(st.integers(0, 6))):
        currency = draw(st.sampled_from(["NZD", "EUR"]))
        total, rest = draw(cents), draw(st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(1)]))
        balance = (total * rest).quantize(Decimal("0.01"))
        issued = draw(days)
        made = replace(
            bill(f"INV-{number}", str(total), issued),
            total=Money(total, currency),
            balance=Money(balance, currency),
            status=InvoiceStatus.OPEN if balance else InvoiceStatus.PAID,
            paid_on=None if balance else draw(st.none() | days),
        )
        invoices.append(made)
        if draw(st.booleans()):
            on, part = draw(days.filter(lambda day: day <= TODAY)), draw(cents)
            applied = (Applied(made.id, part), Applied(InvoiceId("of somebody else"), part))
            payments.append(replace(payment(on, str(draw(cents))), applied=applied))
    credits = [replace(credit(str(draw(cents))), on=draw(st.none() | days)) for _ in range(2)]
    return invoices, payments, credits


@given(a_ledger())
def test_every_account_comes_to_what_is_open_less_what_is_left_of_credit(
    ledger: tuple[list[Invoice], list[Payment], list[Credit]],
) -> None:
    invoices, payments, credits = ledger
    invoices = [each for each in invoices if each.issued <= TODAY]
    credits = [each for each in credits if each.on is None or each.on <= TODAY]
    drawn = statement(invoices, payments, credits, period=OCTOBER, today=TODAY)
    for account in drawn.accounts:
        open_now = [
            i.balance.amount
            for i in invoices
            if i.is_open and i.balance.currency == account.currency
        ]
        assert sum(account.ages) == sum(open_now)
        if all((i.paid_on or i.issued) <= TODAY for i in invoices):
            assert account.balance == sum(account.ages) - account.credit
