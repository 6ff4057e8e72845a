"""Every answer of the Xero sandbox against Xero's own OpenAPI file.

The file is OpenAPI 3.0, read here as JSON Schema 2020-12, which differs in nothing that the subset
uses: `nullable` does not occur, and `format` (uuid, double) is an annotation. We are stricter than
Xero in one point: a key that the file does not know is an error, except those that accounting-apis
names as real (the envelope's own four, the ISO twins of dates).
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from connectors.sandbox.server import Sandbox
from connectors.sandbox.xero.books import XeroBooks
from tests.connectors.sandbox.stories import CREDITS, NOON, small_story
from tests.connectors.sandbox.xero_client import XeroClient

SPEC = Path(__file__).parents[2] / "specs" / "xero_accounting_subset.yaml"
ENVELOPE = {"Id", "Status", "ProviderName", "DateTimeUTC"}
TWINS = {"DateString", "DueDateString", "DateUTCString", "UpdatedDateUTCString"}


@pytest.fixture(scope="module")
def spec() -> Any:
    document = yaml.load(SPEC.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for schema in document["components"]["schemas"].values():
        if "properties" in schema:
            schema["additionalProperties"] = False
            for twin in TWINS:
                schema["properties"].setdefault(twin, {"type": "string"})
    line = document["components"]["schemas"]["HistoryRecord"]["properties"]
    line["ValidationErrors"] = {"type": "array"}  # in the file's example, not in its schema
    return document


@pytest.fixture(scope="module")
def xero() -> Iterator[XeroClient]:
    prepaid = replace(CREDITS[0], key="pp", kind="prepayment")
    story = replace(small_story(), credits=(*CREDITS, prepaid))
    with Sandbox(XeroBooks(story), clock=lambda: NOON) as sandbox:
        yield XeroClient(sandbox)


def complaints(spec: Any, path: str, method: str, body: dict[str, Any]) -> list[str]:
    answer = spec["paths"][path][method]["responses"]["200"]
    schema = {**answer["content"]["application/json"]["schema"], "components": spec["components"]}
    told = {key: value for key, value in body.items() if key not in ENVELOPE}
    errors = Draft202012Validator(schema).iter_errors(told)
    return [f"{error.json_path}: {error.message}" for error in errors]


READS = [
    ("/Invoices", "Invoices"),
    ("/Invoices", "Invoices?page=1&pageSize=1000"),
    ("/Invoices", "Invoices?summaryOnly=True&page=1"),
    ("/Invoices/{InvoiceID}", "Invoices/INV-0002"),
    ("/Invoices/{InvoiceID}/History", "Invoices/INV-0007/History"),
    ("/Invoices/{InvoiceID}/OnlineInvoice", "Invoices/INV-0001/OnlineInvoice"),
    ("/Invoices/{InvoiceID}/Attachments", "Invoices/INV-0001/Attachments"),
    ("/Contacts", "Contacts?page=1&includeArchived=true"),
    ("/ContactGroups", "ContactGroups"),
    ("/CreditNotes", "CreditNotes?page=1"),
    ("/CreditNotes/{CreditNoteID}", "CreditNotes/CN-0001"),
    ("/Overpayments", "Overpayments?page=1"),
    ("/Prepayments", "Prepayments?page=1"),
    ("/Payments", "Payments?page=1"),
    ("/Organisation", "Organisation"),
    ("/Organisation/Actions", "Organisation/Actions"),
    ("/BrandingThemes", "BrandingThemes"),
    ("/InvoiceReminders/Settings", "InvoiceReminders/Settings"),
    ("/Currencies", "Currencies"),
    ("/Users", "Users"),
    ("/RepeatingInvoices", "RepeatingInvoices"),
]


@pytest.mark.parametrize(("path", "asked"), READS)
def test_what_is_read_is_what_xeros_file_promises(
    spec: Any, xero: XeroClient, path: str, asked: str
) -> None:
    assert complaints(spec, path, "get", xero.get(asked)) == []


def test_a_contact_alone_and_its_group_and_its_report_too(spec: Any, xero: XeroClient) -> None:
    contact = xero.sandbox.books.id_of("acme")
    group = xero.get("ContactGroups")["ContactGroups"][0]["ContactGroupID"]
    report = "Reports/AgedReceivablesByContact"
    found = [
        *complaints(spec, "/Contacts/{ContactID}", "get", xero.get(f"Contacts/{contact}")),
        *complaints(
            spec, "/ContactGroups/{ContactGroupID}", "get", xero.get(f"ContactGroups/{group}")
        ),
        *complaints(spec, f"/{report}", "get", xero.get(report, contactId=contact)),
    ]
    assert found == []


def test_what_is_answered_to_a_write_too(spec: Any, xero: XeroClient) -> None:
    late = xero.sandbox.books.id_of("late")
    note = {"HistoryRecords": [{"Details": "Reminder 1 e-mailed"}]}
    payment = {"Invoice": {"InvoiceNumber": "INV-0007"}, "Amount": 6.0, "Date": "2026-11-20"}
    allocation = {
        "Allocations": [{"Invoice": {"InvoiceID": late}, "Amount": 5, "Date": "2026-11-20"}]
    }
    noted = xero.call("PUT", "Invoices/INV-0001/History", body=note).json()
    paid = xero.call("PUT", "Payments", body=payment).json()
    assert complaints(spec, "/Invoices/{InvoiceID}/History", "put", noted) == []
    assert complaints(spec, "/Payments", "put", paid) == []
    settled = xero.call("PUT", "CreditNotes/CN-0001/Allocations", body=allocation).json()
    assert complaints(spec, "/CreditNotes/{CreditNoteID}/Allocations", "put", settled) == []


def test_the_file_notices_a_wrong_answer(spec: Any, xero: XeroClient) -> None:
    body = xero.get("Invoices?page=1")
    body["Invoices"][0]["AmountDue"] = "n/a"
    body["Invoices"][1]["Colour"] = "green"
    assert len(complaints(spec, "/Invoices", "get", body)) == 2
