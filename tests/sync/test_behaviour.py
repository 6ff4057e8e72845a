"""How a customer has paid so far, counted from the ledger's dates."""

from dataclasses import replace
from datetime import date

import pytest

from rules.case import Behaviour, MarkKind
from rules.facts import Invoice, InvoiceStatus
from sync.behaviour import Tally, promised_days
from tests.rules.builders import TODAY, day, invoice, mark


def paid(key: str, on: date, *, late: int) -> Invoice:
    one = invoice(key, overdue=None, status=InvoiceStatus.PAID, paid_on=on)
    return replace(one, due=day((on - TODAY).days - late))


def counted(*told: tuple[Invoice, tuple[date, ...]]) -> Behaviour:
    tally = Tally(TODAY)
    for each, promised in told:
        tally.count(each, promised)
    return tally.behaviour()


def test_days_late_stand_in_the_order_of_the_payments_for_two_years() -> None:
    found = counted(
        (paid("A", day(-3), late=7), ()),
        (paid("B", day(-300), late=-2), ()),
        (paid("C", day(-731), late=40), ()),
        (paid("D", day(-30), late=0), ()),
        (invoice("E"), ()),
        (replace(invoice("F"), status=InvoiceStatus.VOIDED), ()),
    )
    assert found == Behaviour((-2, 0, 7), 730)
    assert (found.paid, found.late) == (3, 1)


@pytest.mark.parametrize(
    ("owed", "promised", "kept", "broken"),
    [
        # paid by the day, or after it
        (paid("A", day(-10), late=3), (day(-10),), 1, 0),
        (paid("A", day(-10), late=3), (day(-11),), 0, 1),
        # open: broken when the day is over
        (invoice("A"), (day(-1),), 0, 1),
        (invoice("A"), (TODAY,), 0, 0),
        # each day promised counts once
        (paid("A", day(-10), late=3), (day(-20), day(-10), day(-10)), 1, 1),
        (paid("A", day(-800), late=3), (day(-790),), 0, 0),
        (replace(invoice("A"), status=InvoiceStatus.VOIDED), (day(-1),), 0, 0),
    ],
)
def test_a_promise_is_kept_or_broken(
    owed: Invoice, promised: tuple[date, ...], kept: int, broken: int
) -> None:
    found = counted((owed, promised))
    assert (found.promises_kept, found.promises_broken) == (kept, broken)


def test_a_mark_promises_for_its_own_invoice() -> None:
    marks = [
        mark(MarkKind.PROMISE, until=day(-3)),
        mark(MarkKind.PROMISE, until=day(4)),
        mark(MarkKind.PROMISE, key=None, until=day(1)),
        mark(MarkKind.HOLD, until=day(2)),
    ]
    found = promised_days([(invoice().customer, each) for each in marks])
    assert dict(found) == {invoice().id: (day(-3), day(4))}
