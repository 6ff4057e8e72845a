"""The fields of new records, in the shapes of accounting-apis B6-B11 and its sample files."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from babel.numbers import get_currency_name

from connectors.sandbox.quickbooks.addresses import address
from connectors.sandbox.quickbooks.money import CENT, ZERO
from connectors.sandbox.quickbooks.store import Record, Store

ITEM = {"value": "1", "name": "Services"}
"""The one item that story invoices sell; the first record of every company."""
PO_NUMBER = "PO Number"


def currency(code: str) -> Record:
    """Return a CurrencyRef."""
    return {"value": code, "name": _currency_name(code)}


@cache
def _currency_name(code: str) -> str:
    return get_currency_name(code, locale="en_US")


def ref(record: Record, name: str) -> Record:
    """Return a reference to a record, with its `name` field for display."""
    return {"value": record["Id"], "name": record[name]}


def sales_lines(total: Decimal, description: str) -> list[Record]:
    """Return one line that sells for the whole total, and its subtotal."""
    sale = {
        "Id": "1",
        "LineNum": 1,
        "Description": description,
        "Amount": total,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {
            "ItemRef": ITEM,
            "UnitPrice": total,
            "Qty": 1,
            "TaxCodeRef": {"value": "NON"},
        },
    }
    return [sale, subtotal(total)]


def subtotal(total: Decimal) -> Record:
    """Return the line that QuickBooks puts after the others."""
    return {"Amount": total, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}


def foreign(store: Store, total: Decimal, rate: Decimal) -> Record:
    """Return the fields that only companies with several currencies have."""
    if not store.multicurrency:
        return {}
    home = (total * rate).quantize(CENT)
    return {"ExchangeRate": rate, "HomeTotalAmt": home, "HomeBalance": home}


def invoice_defaults() -> Record:
    """Return what an invoice has before anything is said of it."""
    return {
        "AllowIPNPayment": False,
        "AllowOnlinePayment": False,
        "AllowOnlineCreditCardPayment": False,
        "AllowOnlineACHPayment": False,
        "CustomField": [],
        "LinkedTxn": [],
        "ApplyTaxAfterDiscount": False,
        "PrintStatus": "NeedToPrint",
        "EmailStatus": "NotSet",
        "FreeFormAddress": False,
    }


def customer_defaults(name: str) -> Record:
    """Return what a customer has before anything is said of them."""
    return {
        "Taxable": True,
        "Job": False,
        "BillWithParent": False,
        "Balance": ZERO,
        "BalanceWithJobs": ZERO,
        "PreferredDeliveryMethod": "Email",
        "IsProject": False,
        "FullyQualifiedName": name,
        "DisplayName": name,
        "PrintOnCheckName": name,
        "Active": True,
    }


def term_fields(days: int) -> Record:
    """Return a standard term."""
    return {
        "Name": f"Net {days}" if days else "Due on receipt",
        "Active": True,
        "Type": "STANDARD",
        "DiscountPercent": 0,
        "DueDays": days,
        "DiscountDays": 0,
    }


def item_fields() -> Record:
    """Return the item of all story invoices."""
    return {
        "Name": ITEM["name"],
        "FullyQualifiedName": ITEM["name"],
        "Active": True,
        "Taxable": False,
        "UnitPrice": 0,
        "Type": "Service",
        "IncomeAccountRef": {"value": "79", "name": "Sales of Product Income"},
    }


def due_by_term(term: Record, issued: date) -> date:
    """Work out a due date (accounting-apis B9)."""
    if term["Type"] == "STANDARD":
        return issued + timedelta(days=int(term["DueDays"]))
    due = _day_of_month(issued, 0, int(term["DayOfMonthDue"]))
    if due < issued:
        due = _day_of_month(issued, 1, int(term["DayOfMonthDue"]))
    if (due - issued).days < int(term.get("DueNextMonthDays", 0)):
        due = _day_of_month(due, 1, int(term["DayOfMonthDue"]))
    return due


def _day_of_month(day: date, months_on: int, wanted: int) -> date:
    month = day.month - 1 + months_on
    first = date(day.year + month // 12, month % 12 + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return first.replace(day=min(wanted, last))


def company_fields(name: str, country: str, zone: str) -> Record:
    """Return CompanyInfo."""
    return {
        "CompanyName": name,
        "LegalName": name,
        "CompanyAddr": address("1", "12 Market Street", country),
        "PrimaryPhone": {"FreeFormNumber": "(650)944-4444"},
        "CompanyStartDate": "2019-01-01",
        "FiscalYearStartMonth": "January",
        "Country": country,
        "Email": {"Address": "office@company.example"},
        "WebAddr": {},
        "SupportedLanguages": "en",
        "DefaultTimeZone": zone,
        "NameValue": [
            {"Name": "OfferingSku", "Value": "QuickBooks Online Plus"},
            {"Name": "SubscriptionStatus", "Value": "PAID"},
        ],
    }


def preference_fields(store: Store, company: str, term: str) -> dict[str, Any]:
    """Return Preferences."""
    return {
        "SalesFormsPrefs": {
            "AllowDiscount": True,
            "AllowDeposit": True,
            "DefaultTerms": {"value": term},
            "AutoApplyCredit": False,
            "EmailCopyToCompany": False,
            "ETransactionPaymentEnabled": True,
            "CustomTxnNumbers": False,
            "DefaultCustomerMessage": "Thank you",
        },
        "EmailMessagesPrefs": {
            "InvoiceMessage": {"Subject": f"Invoice from {company}", "Message": "Thank you."}
        },
        "CurrencyPrefs": {
            "MultiCurrencyEnabled": store.multicurrency,
            "HomeCurrency": {"value": store.home},
        },
        "TimeTrackingPrefs": {"UseServices": True, "BillCustomers": True},
    }
