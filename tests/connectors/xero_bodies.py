"""Bodies as Xero writes them, for tests that need one without a server.

The records are the examples of Xero's own OpenAPI file, shortened; its dates are `/Date(...)/` with
the slashes escaped, as in real answers.
"""

import json
from typing import Any

INVOICE: dict[str, Any] = {
    "Type": "ACCREC",
    "InvoiceID": "7ef31b20-de17-4312-8382-412f869b1510",
    "InvoiceNumber": "INV-0003",
    "Reference": "PO-77",
    "Payments": [
        {
            "PaymentID": "99ea7f6b-c513-4066-bc27-b7c65dcd76c2",
            "Date": "/Date(1762992000000+0000)/",
            "Amount": 15.0,
        }
    ],
    "CreditNotes": [],
    "AmountDue": 100.0,
    "AmountPaid": 15.0,
    "AmountCredited": 0.0,
    "SentToContact": True,
    "CurrencyRate": 1.0,
    "HasErrors": False,
    "Contact": {
        "ContactID": "a3675fc4-f8dd-4f03-ba5b-f1870566bcd7",
        "Name": "Barney Rubble",
        "Addresses": [],
        "Phones": [],
    },
    "DateString": "2025-10-21T00:00:00",
    "Date": "/Date(1761004800000+0000)/",
    "DueDateString": "2025-11-04T00:00:00",
    "DueDate": "/Date(1762214400000+0000)/",
    "Status": "AUTHORISED",
    "LineItems": [{"Description": "Consulting", "UnitAmount": 100.0}],
    "Total": 115.0,
    "UpdatedDateUTC": "/Date(1763000000927+0000)/",
    "CurrencyCode": "NZD",
}
CONTACT: dict[str, Any] = {
    "ContactID": "5cc8cf28-567e-4d43-b287-687cfcaec47c",
    "ContactStatus": "ACTIVE",
    "Name": "Katherine Warren Ltd",
    "FirstName": "Katherine",
    "LastName": "Warren",
    "EmailAddress": "kat.warren@clampett.example",
    "Addresses": [{"AddressType": "STREET", "City": "", "Country": ""}],
    "Phones": [
        {"PhoneType": "DDI", "PhoneNumber": "", "PhoneAreaCode": "", "PhoneCountryCode": ""},
        {
            "PhoneType": "DEFAULT",
            "PhoneNumber": "555 0134",
            "PhoneAreaCode": "09",
            "PhoneCountryCode": "",
        },
    ],
    "UpdatedDateUTC": "/Date(1503348544227+0000)/",
    "ContactGroups": [],
    "ContactPersons": [],
}
CREDIT_NOTE: dict[str, Any] = {
    "CreditNoteID": "249f15fa-f2a7-4acc-8769-0984103f2225",
    "CreditNoteNumber": "CN-0005",
    "Type": "ACCRECCREDIT",
    "RemainingCredit": 32.5,
    "Allocations": [],
    "Contact": {"ContactID": "430fa14a-f945-44d3-9f97-5df5e28441b8", "Name": "Liam Gallagher"},
    "DateString": "2019-03-05 00:00:00",
    "Date": "/Date(1551744000000+0000)/",
    "Status": "AUTHORISED",
    "Total": 34.5,
    "UpdatedDateUTC": "/Date(1551812346157+0000)/",
    "CurrencyCode": "NZD",
}
PAYMENT: dict[str, Any] = {
    "PaymentID": "99ea7f6b-c513-4066-bc27-b7c65dcd76c2",
    "Date": "/Date(1543449600000+0000)/",
    "BankAmount": 46.0,
    "Amount": 46.0,
    "Reference": "",
    "CurrencyRate": 1.0,
    "PaymentType": "ACCRECPAYMENT",
    "Status": "AUTHORISED",
    "UpdatedDateUTC": "/Date(1541176592690+0000)/",
    "IsReconciled": "false",
    "Invoice": {
        "Type": "ACCREC",
        "InvoiceID": "046d8a6d-1ae1-4b4d-9340-5601bdf41b87",
        "Contact": {"ContactID": "a3675fc4-f8dd-4f03-ba5b-f1870566bcd7", "Name": "Barney Rubble"},
        "CurrencyCode": "NZD",
    },
}


def without(record: dict[str, Any], name: str) -> dict[str, Any]:
    """The record with one key left out, which is how Xero says that there is nothing."""
    return {key: value for key, value in record.items() if key != name}


def answer(plural: str, *records: object, pages: tuple[int, int, int] | None = (1, 1, 1)) -> bytes:
    """An answer of Xero's; `pages` is page, pageCount and itemCount, None for no pagination."""
    body: dict[str, Any] = {
        "Id": "900c500b-e83c-4ce2-902a-b8ba04751748",
        "Status": "OK",
        "DateTimeUTC": "/Date(1763715600000)/",
        plural: records,
    }
    if pages is not None:
        page, count, items = pages
        body["pagination"] = {
            "page": page,
            "pageSize": 1000,
            "pageCount": count,
            "itemCount": items,
        }
    return json.dumps(body, indent=2).replace("/", "\\/").replace("\n", "\r\n").encode()
