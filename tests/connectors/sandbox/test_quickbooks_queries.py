"""The query language as QuickBooks understands it (accounting-apis B3)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from connectors.sandbox.quickbooks.switches import Switches
from tests.connectors.sandbox.quickbooks_company import (
    Desk,
    company,
    fault,
    invoice,
    paths,
    payment,
    sample,
    story,
)

BOOKS = story(
    invoice("1"),
    invoice("2", total=Decimal("9.50"), due=date(2026, 12, 5), memo="#dispute: short"),
    invoice("3", total=Decimal("500.00"), customer="brien", due=date(2026, 11, 15)),
    invoice("paid"),
    payments=(payment("p", "100.00", paid="100.00"),),
)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with company(BOOKS) as one:
        yield one


def numbers(desk: Desk, rest: str) -> list[str]:
    found = desk.query(f"SELECT * FROM Invoice {rest}")
    return [record["DocNumber"] for record in found.get("Invoice", [])]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("Balance > '0'", ["INV-1", "INV-2", "INV-3"]),
        ("Balance > '100'", ["INV-3"]),  # as a number: '100' < '9.50' as text
        ("Balance >= 100", ["INV-1", "INV-3"]),
        ("Balance = '0.0'", ["INV-paid"]),
        ("DueDate < '2026-11-20' AND Balance > '0'", ["INV-1", "INV-3"]),
        ("DocNumber LIKE '%-2'", ["INV-2"]),
        ("PrivateNote like '#DISPUTE%'", ["INV-2"]),
        ("DocNumber IN ('INV-1', 'INV-3')", ["INV-1", "INV-3"]),
        ("EmailStatus = 'EmailSent' AND DueDate >= '2026-12-01'", ["INV-2"]),
        ("metadata.lastUpdatedTime > '2026-11-01T00:00:00-08:00'", ["INV-paid"]),
        ("DocNumber = 'INV-9'", []),
    ],
)
def test_where_compares_as_the_field_does(desk: Desk, where: str, expected: list[str]) -> None:
    assert numbers(desk, f"WHERE {where} ORDERBY Id") == expected


def test_ids_are_found_by_name_and_the_other_conditions_hold(desk: Desk) -> None:
    ids = ", ".join(f"'{desk.books.id_of(key)}'" for key in ("1", "paid", "1"))
    assert numbers(desk, f"WHERE Id IN ({ids}, '999') AND Balance > '0'") == ["INV-1"]
    assert numbers(desk, f"WHERE Id > '{desk.books.id_of('2')}' ORDERBY Id") == [
        "INV-3",
        "INV-paid",
    ]


def test_a_reference_is_compared_by_its_value(desk: Desk) -> None:
    brien = desk.books.id_of("brien")
    assert numbers(desk, f"WHERE CustomerRef = '{brien}'") == ["INV-3"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("ORDERBY Id", ["INV-1", "INV-2", "INV-3", "INV-paid"]),
        ("ORDER BY Id DESC", ["INV-paid", "INV-3", "INV-2", "INV-1"]),
        ("ORDERBY TotalAmt DESC, DocNumber ASC", ["INV-3", "INV-1", "INV-paid", "INV-2"]),
        ("", ["INV-paid", "INV-3", "INV-2", "INV-1"]),  # no promise: the newest first
    ],
)
def test_order(desk: Desk, order: str, expected: list[str]) -> None:
    assert numbers(desk, order) == expected


def test_pages_are_counted_from_one(desk: Desk) -> None:
    second = desk.query("SELECT * FROM Invoice ORDERBY Id STARTPOSITION 3 MAXRESULTS 2")
    assert [record["DocNumber"] for record in second["Invoice"]] == ["INV-3", "INV-paid"]
    assert (second["startPosition"], second["maxResults"]) == (3, 2)


def test_a_hundred_unless_asked_for_more() -> None:
    many = story(*(invoice(str(number)) for number in range(150)))
    with company(many) as desk:
        assert desk.query("SELECT * FROM Invoice")["maxResults"] == 100
        assert desk.query("SELECT * FROM Invoice MAXRESULTS 1000")["maxResults"] == 150


@pytest.mark.parametrize(
    ("statement", "code", "says"),
    [
        ("SELECT * FROM Invoice STARTPOSITION 0", "4001", "value 0 is too small"),
        ("SELECT * FROM Invoice MAXRESULTS 1001", "4001", "value 1001 is too large"),
        ("SELECT * FROM Invoice WHERE Colour = 'red'", "4001", "Colour not found"),
        ("SELECT Colour FROM Invoice", "4001", "Colour not found"),
        ("SELECT * FROM Unicorn", "4001", "Unicorn"),
        ("SELECT * FROM Customer WHERE DisplayName = 'O'Brien'", "4000", "Encountered"),
        ("SELECT * FROM Invoice WHERE Id = '1' OR Id = '2'", "4000", '"OR"'),
        ("SELECT * FROM Invoice WHERE (Id = '1')", "4000", '"("'),
        ("SELECT * FROM Invoice WHERE Id != '1'", "4000", '"!"'),
        ("SELECT * FROM Invoice WHERE", "4000", "<EOF>"),
        ("DELETE FROM Invoice", "4000", '"select"'),
    ],
)
def test_a_statement_that_cannot_be_carried_out(
    desk: Desk, statement: str, code: str, says: str
) -> None:
    answer = desk.post("query", statement.encode())
    assert fault(answer) == (400, code)
    assert says in answer.json()["Fault"]["Error"][0]["Detail"]
    assert paths(answer.json()) == paths(sample("fault.4001.json"))


def test_startposition_zero_in_the_vendors_own_words(desk: Desk) -> None:
    answer = desk.post("query", b"SELECT * FROM Invoice STARTPOSITION 0").json()
    assert answer["Fault"] == sample("fault.4001.json")["Fault"]


def test_an_apostrophe_is_escaped_by_a_backslash(desk: Desk) -> None:
    found = desk.query(r"SELECT * FROM Customer WHERE DisplayName = 'O\'Brien'")
    assert [record["DisplayName"] for record in found["Customer"]] == ["O'Brien"]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("", {"Maple & Sons", "Patio", "O'Brien"}),
        ("WHERE Active = false", {"Gone Ltd (deleted)"}),
        ("WHERE Active IN (true, false) AND DisplayName LIKE '%o'", {"Patio"}),
        ("WHERE Active IN (true, false) AND DisplayName LIKE 'G%'", {"Gone Ltd (deleted)"}),
    ],
)
def test_name_lists_show_active_records_unless_asked(
    desk: Desk, where: str, expected: set[str]
) -> None:
    found = desk.query(f"SELECT * FROM Customer {where}")["Customer"]
    assert {record["DisplayName"] for record in found} == expected


def test_an_empty_result_has_no_array(desk: Desk) -> None:
    answer = desk.post("query", b"SELECT * FROM Invoice WHERE DocNumber = 'none'").json()
    assert answer["QueryResponse"] == sample("query.empty.json")["QueryResponse"] == {}


def test_a_count_counts_all_pages(desk: Desk) -> None:
    answer = desk.post("query", b"select count(*) from Invoice where Balance > '0'").json()
    assert answer["QueryResponse"] == {"totalCount": 3}
    assert paths(answer) == paths(sample("query.count.json"))


def test_names_instead_of_everything(desk: Desk) -> None:
    (found,) = desk.query("SELECT Id, DocNumber FROM Invoice WHERE DocNumber='INV-1'")["Invoice"]
    assert found == {
        "Id": desk.books.id_of("1"),
        "DocNumber": "INV-1",
        "domain": "QBO",
        "sparse": False,
    }


def test_a_statement_may_stand_in_the_address(desk: Desk) -> None:
    found = desk.get("query", query="SELECT COUNT(*) FROM Invoice").json()
    assert found["QueryResponse"]["totalCount"] == 4


NOTES = (
    "SELECT * FROM Attachable WHERE AttachableRef.EntityRef.Type = 'Invoice' "
    "AND AttachableRef.EntityRef.value = '{id}'"
)


def test_notes_are_found_by_their_invoice() -> None:
    with company() as desk:
        id = desk.books.id_of("1")
        ref = [{"EntityRef": {"type": "Invoice", "value": id}}]
        desk.post("attachable", {"Note": "Reminder 1", "AttachableRef": ref})
        (note,) = desk.query(NOTES.format(id=id))["Attachable"]
        assert note["Note"] == "Reminder 1"
        assert desk.query(NOTES.format(id="99")) == {}


def test_notes_cannot_be_searched_where_the_switch_says_so() -> None:
    with company(switches=Switches(attachable_query=False)) as desk:
        assert fault(desk.post("query", NOTES.format(id="1").encode())) == (400, "4001")
