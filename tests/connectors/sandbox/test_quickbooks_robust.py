"""Whatever is sent, QuickBooks' sandbox answers a record or a fault, and its sums stay right."""

import contextlib
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from connectors.sandbox.quickbooks import money, query, select
from connectors.sandbox.quickbooks.entities import ENTITIES
from connectors.sandbox.quickbooks.faults import Fault
from connectors.sandbox.quickbooks.fill import fill
from connectors.sandbox.quickbooks.store import Store
from connectors.sandbox.quickbooks.switches import Switches
from connectors.sandbox.quickbooks.writes import write
from tests.connectors.sandbox.quickbooks_company import NOW, credit, invoice, payment, story

BOOKS = story(
    invoice("1"),
    invoice("2", total=Decimal("80.00"), customer="patio"),
    payments=(payment("p", "60.00", **{"1": "40.00"}),),
    credits=(credit("c", "50.00", "20.00"),),
)
WORDS = st.sampled_from(
    [
        "select",
        "*",
        "from",
        "Invoice",
        "where",
        "Balance",
        ">",
        "'0'",
        "in",
        "(",
        ")",
        ",",
        "and",
        "orderby",
        "Id",
        "desc",
        "startposition",
        "1",
        "=",
        "maxresults",
        "count",
        "like",
        "'%\\'",
        "MetaData.LastUpdatedTime",
        "CustomerRef",
        "true",
        "order",
        "by",
        "DueDate",
        "'2026-11-01'",
    ]
)
LINES = st.builds(
    lambda amount, link: [{"Amount": amount} | ({"LinkedTxn": [link]} if link else {})],
    st.sampled_from([1, "2.50", 40, 60, 1000, -7, "ten", "NaN"]),
    st.one_of(
        st.none(),
        st.builds(
            lambda kind, id: {"TxnType": kind, "TxnId": str(id)},
            st.sampled_from(["Invoice", "CreditMemo", "Unicorn"]),
            st.integers(9, 14),
        ),
    ),
)
ODDITIES = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(["", "x", "1", -5, 7, "2026-11-20", [], {}, [{}], [1], {"value": []}]),
)
FIELDS = {
    "CustomerRef": st.builds(lambda id: {"value": str(id)}, st.integers(6, 9)),
    "ParentRef": st.builds(lambda id: {"value": str(id)}, st.integers(6, 9)),
    "Line": LINES,
    "TotalAmt": st.sampled_from([0, 5, "40.00", 60]),
    "Active": st.booleans(),
    "DisplayName": st.sampled_from(["A", "B", "Patio"]),
}
"""Property -> values that make sense for it, so that some writes succeed."""
SALES_AND_PAYMENTS = ["Invoice", "Payment", "CreditMemo", "Customer"]


def books() -> Store:
    store = Store(ZoneInfo("America/Los_Angeles"), Switches(), lambda: NOW)
    fill(store, BOOKS)
    return store


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join)))
@example("select * from Invoice where Id = ''")
@example("select * from Invoice where Balance < 'NaN'")
@example("select * from Invoice where MetaData.CreateTime < '2026-11-01'")
def test_any_text_is_a_query_or_a_fault(statement: str) -> None:
    with contextlib.suppress(Fault):
        select.run(books(), statement)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"])))
def test_any_name_can_be_asked_for_once_it_is_escaped(name: str) -> None:
    literal = name.replace("\\", "\\\\").replace("'", "\\'")
    (test,) = query.read(f"SELECT * FROM Customer WHERE DisplayName = '{literal}'").tests
    assert test.values == (name,)


@st.composite
def writes(draw: st.DrawFn) -> tuple[str, int | None, dict[str, Any], str | None]:
    """An entity, which of its records (None: a new one), the fields, and the operation."""
    entity = draw(st.sampled_from(SALES_AND_PAYMENTS))
    body = {name: draw(FIELDS[name]) for name in ENTITIES[entity].writable & FIELDS.keys()}
    for name in draw(st.lists(st.sampled_from(sorted(ENTITIES[entity].known)), max_size=2)):
        body[name] = draw(ODDITIES)
    which = draw(st.one_of(st.none(), st.integers(0, 5)))
    return entity, which, body, draw(st.sampled_from([None, None, "update", "delete", "void"]))


def tried(
    store: Store, entity: str, which: int | None, body: dict[str, Any], operation: str | None
) -> None:
    """Try one write; a fault is an answer like any other."""
    records = list(store.all(entity))
    if which is not None and records:
        record = records[which % len(records)]
        body = body | {"Id": record["Id"], "SyncToken": record["SyncToken"]}
    with contextlib.suppress(Fault):
        write(store, entity, body, operation=operation)


@given(st.lists(writes(), min_size=1, max_size=12))
def test_any_writes_leave_the_sums_right(
    orders: list[tuple[str, int | None, dict[str, Any], str | None]],
) -> None:
    store = books()
    for order in orders:
        tried(store, *order)
    for sale in store.all("Invoice"):
        applied = sum(
            (
                amount
                for paid in store.all("Payment")
                for kind, id, amount in money.links(paid)
                if (kind, id) == ("Invoice", sale["Id"])
            ),
            Decimal(0),
        )
        assert sale["Balance"] == sale["TotalAmt"] - applied
    customers = list(store.all("Customer"))
    assert sum(one["Balance"] for one in customers) == owed(store)
    for one in customers:
        jobs = [job for job in customers if job.get("ParentRef", {}).get("value") == one["Id"]]
        owing = one["Balance"] + sum(job["BalanceWithJobs"] for job in jobs)
        assert one["BalanceWithJobs"] == owing


def owed(store: Store) -> Decimal:
    """What all customers owe: invoices, less credit memos and unapplied payments."""
    due: Decimal = sum((sale["Balance"] for sale in store.all("Invoice")), Decimal(0))
    due -= sum((memo["Balance"] for memo in store.all("CreditMemo")), Decimal(0))
    return due - sum((paid["UnappliedAmt"] for paid in store.all("Payment")), Decimal(0))
