"""The endpoints that list records: what each may be asked by, and how it is shown."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.sandbox.xero import money_shapes, shapes
from connectors.sandbox.xero.records import State
from connectors.sandbox.xero.shapes import Built, Form

Getter = Callable[[Any, State], Any]


@dataclass(frozen=True, slots=True)
class Table:
    """One listing endpoint."""

    plural: str
    id_field: str
    rows: Callable[[State], Mapping[str, Any]]
    show: Callable[[Any, State, Form], Built]
    fields: Mapping[str, Getter]
    """The fields that `where` and `order` know."""
    searched: tuple[str, ...] = ()
    number: Callable[[Any], str | None] = lambda record: None
    belongs: Callable[[Any], bool] = lambda record: True

    def all(self, state: State) -> Iterable[Any]:
        """Every record of this endpoint."""
        return (record for record in self.rows(state).values() if self.belongs(record))

    def find(self, state: State, name: str) -> Any | None:
        """Look a record up by its id or its number."""
        found = self.rows(state).get(name.lower())
        if found is None:
            found = next((each for each in self.all(state) if self.number(each) == name), None)
        return found if found is not None and self.belongs(found) else None


def _contact_name(record: Any, state: State) -> str | None:
    contact = state.contacts.get(record.contact)
    return contact.name if contact else None


_COMMON: dict[str, Getter] = {
    "Contact.ContactID": lambda record, state: record.contact,
    "Contact.Name": _contact_name,
    "Status": lambda record, state: record.status,
    "Total": lambda record, state: record.total,
    "CurrencyCode": lambda record, state: record.currency,
    "UpdatedDateUTC": lambda record, state: record.updated,
}
_INVOICE: dict[str, Getter] = _COMMON | {
    "InvoiceID": lambda record, state: record.id,
    "InvoiceNumber": lambda record, state: record.number,
    "Type": lambda record, state: record.type,
    "Reference": lambda record, state: record.reference,
    "Date": lambda record, state: record.issued,
    "DueDate": lambda record, state: record.due,
    "ExpectedPaymentDate": lambda record, state: record.expected,
    "FullyPaidOnDate": lambda record, state: record.fully_paid_on,
    "AmountDue": lambda record, state: record.outstanding,
    "AmountPaid": lambda record, state: record.paid,
    "AmountCredited": lambda record, state: record.credited,
    "SentToContact": lambda record, state: record.sent,
}
_CONTACT: dict[str, Getter] = {
    "ContactID": lambda record, state: record.id,
    "ContactNumber": lambda record, state: record.number,
    "ContactStatus": lambda record, state: record.status,
    "Name": lambda record, state: record.name,
    "FirstName": lambda record, state: record.first,
    "LastName": lambda record, state: record.last,
    "EmailAddress": lambda record, state: record.email,
    "IsCustomer": lambda record, state: True,
    "UpdatedDateUTC": lambda record, state: record.updated,
}
_PAYMENT: dict[str, Getter] = {
    "PaymentID": lambda record, state: record.id,
    "Date": lambda record, state: record.on,
    "Amount": lambda record, state: record.amount,
    "Status": lambda record, state: record.status,
    "Reference": lambda record, state: record.reference,
    "PaymentType": lambda record, state: "ACCRECPAYMENT",
    "Invoice.InvoiceID": lambda record, state: record.invoice,
    "UpdatedDateUTC": lambda record, state: record.updated,
}


def _credits(plural: str, id_field: str, type_name: str) -> Table:
    own: dict[str, Getter] = {
        id_field: lambda record, state: record.id,
        "Type": lambda record, state: type_name,
        "Date": lambda record, state: record.on,
        "RemainingCredit": lambda record, state: record.remaining,
    }
    return Table(
        plural,
        id_field,
        lambda state: state.credits,
        money_shapes.credit,
        _COMMON | own | {"CreditNoteNumber": lambda record, state: record.number},
        number=lambda record: record.number,
        belongs=lambda record: record.kind == plural,
    )


TABLES: Mapping[str, Table] = {
    "invoices": Table(
        "Invoices",
        "InvoiceID",
        lambda state: state.invoices,
        shapes.invoice,
        _INVOICE,
        searched=("InvoiceNumber", "Reference"),
        number=lambda record: record.number,
    ),
    "contacts": Table(
        "Contacts",
        "ContactID",
        lambda state: state.contacts,
        shapes.contact,
        _CONTACT,
        searched=("Name", "FirstName", "LastName", "ContactNumber", "EmailAddress"),
        number=lambda record: record.number,
    ),
    "payments": Table(
        "Payments", "PaymentID", lambda state: state.payments, money_shapes.payment, _PAYMENT
    ),
    "creditnotes": _credits("CreditNotes", "CreditNoteID", "ACCRECCREDIT"),
    "overpayments": _credits("Overpayments", "OverpaymentID", "RECEIVE-OVERPAYMENT"),
    "prepayments": _credits("Prepayments", "PrepaymentID", "RECEIVE-PREPAYMENT"),
}
