"""One strange record never costs more than itself, whatever stands in it."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.quickbooks.decode import read_query
from rules.facts import Kind
from tests.connectors.quickbooks_samples import ENTITY, page, read, sample

SAMPLES = {
    "Invoice": sample("invoice.read", invoiceStatus="OVERDUE_SENT", ClassRef={"value": "1"}),
    "Customer": sample("customer.sub", BillAddr={"Country": "NZ"}),
    "Payment": sample("payment.read"),
    "CreditMemo": sample("creditmemo.read"),
    "Term": sample("term.datedriven"),
}
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()  # NaN and infinities too: json.dumps writes them, and no parser should take them
    | st.text()
    | st.sampled_from(["NaN", "-Infinity", "sNaN", "1e9999", "0000-00-00", "9999-12-31", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize("name", SAMPLES)
@settings(deadline=None)
@given(data=st.data())
def test_a_strange_field_costs_at_most_its_record(name: str, data: st.DataObject) -> None:
    good = SAMPLES[name]
    field = data.draw(st.sampled_from(sorted(set(good) - {"Id", "status"})))
    strange = {**good, "Id": "strange", field: data.draw(ANYTHING.filter(_is_json))}

    harvest = read(name, good, strange, good)

    assert sum(getattr(fact, "id", None) == good["Id"] for fact in harvest.facts) == 2
    read_or_told = [getattr(fact, "id", None) for fact in harvest.facts]
    read_or_told += [bad.id for bad in harvest.unreadable]
    assert "strange" in read_or_told


@pytest.mark.parametrize("name", SAMPLES)
@settings(deadline=None)
@given(strange=ANYTHING.filter(lambda value: _is_json(value)))
def test_a_record_that_is_anything_costs_nothing_but_itself(name: str, strange: Any) -> None:
    records = read_query(page(name, SAMPLES[name], strange)).of(ENTITY[name])
    assert len(records) == 2
    assert records.bodies[0].Id == SAMPLES[name]["Id"]


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("field", ["Balance", "TotalAmt"])
def test_an_amount_that_is_no_number_is_unreadable(field: str, amount: str) -> None:
    (bad,) = read("Invoice", sample("invoice.read", **{field: amount})).unreadable
    assert (bad.kind, bad.id, bad.customer) == (Kind.INVOICE, "130", "24")
    assert bad.why == f'the field {field} "{amount}" is no amount'


def test_text_that_is_not_utf_8_costs_its_record_only() -> None:
    body = page("Invoice", sample("invoice.read", DocNumber="BROKEN"), sample("invoice.read"))
    records = read_query(body.replace(b"BROKEN", b"\xff\xfe")).of(ENTITY["Invoice"])
    assert (len(records.bodies), len(records.broken)) == (1, 1)


def _is_json(value: object) -> bool:
    """JSON knows no NaN and no infinity, though Python writes them."""
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return False
    return True
