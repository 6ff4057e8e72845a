"""From the bytes of an answer to facts, record by record: one bad record costs only itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from connectors.ledger import Gone
from connectors.xero import translate
from connectors.xero.opening import Opener, Paging, fished
from connectors.xero.records import ContactRecord, CreditRecord, InvoiceRecord, PaymentRecord
from connectors.xero.translate import Home, Untranslatable
from rules.facts import CustomerId, Fact, Kind, Unreadable

Path = tuple[str, ...]
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Said:
    """What one answer says."""

    facts: tuple[Fact, ...]
    gone: tuple[Gone, ...]
    unreadable: tuple[Unreadable, ...]
    count: int
    """How many records the answer held, those that are none of our business included."""
    paging: Paging
    at: str | None
    """The server's own time of the answer, as written."""
    mark: int | None
    """The same for two answers with the same records; None where Xero counts its pages."""


@dataclass(frozen=True, slots=True)
class Reader(Generic[R]):
    """How the records of one of Xero's endpoints are read."""

    plural: str
    """Xero's name of the endpoint and of the array in its answer."""
    kind: Kind
    record: type[R]
    translate: Callable[[R, Home], Fact | Gone | None]
    identity: str
    """The field that holds the record's id."""
    customer: Path
    """Where the record names its customer."""
    is_ours: Callable[[str | None], bool]
    """Whether a record of this type would become a fact, asked of those that cannot be read."""
    type_field: str = "Type"

    def opener(self) -> Opener[R]:
        """The decoder of this endpoint's answers."""
        return Opener(self.plural, self.record)

    def read(self, opener: Opener[R], body: bytes, home: Home) -> Said:
        """Read an answer. Raises Unavailable when it is not Xero's as a whole."""
        page = opener.open(body)
        facts: list[Fact] = []
        gone: list[Gone] = []
        bad = [(raw, f"it cannot be read: {why}") for raw, why in page.unreadable]
        for record in page.records:
            try:
                said = self.translate(record, home)
            except Untranslatable as error:
                bad.append((msgspec.json.encode(record), str(error)))
                continue
            if isinstance(said, Gone):
                gone.append(said)
            elif said is not None:
                facts.append(said)
        unreadable = tuple(self._unreadable(*each) for each in bad if self._concerns_us(each[0]))
        return Said(
            tuple(facts),
            tuple(gone),
            unreadable,
            page.count,
            page.paging,
            page.at,
            page.mark,
        )

    def _concerns_us(self, raw: bytes) -> bool:
        return self.is_ours(fished(raw, (self.type_field,)))

    def _unreadable(self, raw: bytes, why: str) -> Unreadable:
        customer = fished(raw, self.customer)
        return Unreadable(
            self.kind,
            fished(raw, (self.identity,)),
            CustomerId(customer) if customer else None,
            why,
        )


def _sales_credit(type_: str | None) -> bool:
    return type_ is None or type_ in translate.CREDIT_KIND


INVOICES = Reader(
    plural="Invoices",
    kind=Kind.INVOICE,
    record=InvoiceRecord,
    translate=translate.invoice,
    identity="InvoiceID",
    customer=("Contact", "ContactID"),
    is_ours=lambda type_: type_ not in translate.NOT_SALES,
)
CONTACTS = Reader(
    plural="Contacts",
    kind=Kind.CONTACT,
    record=ContactRecord,
    translate=translate.contact,
    identity="ContactID",
    customer=("ContactID",),
    is_ours=lambda _: True,
)
CREDIT_NOTES, OVERPAYMENTS, PREPAYMENTS = (
    Reader(
        plural=f"{singular}s",
        kind=Kind.CREDIT,
        record=CreditRecord,
        translate=translate.credit,
        identity=f"{singular}ID",
        customer=("Contact", "ContactID"),
        is_ours=_sales_credit,
    )
    for singular in ("CreditNote", "Overpayment", "Prepayment")
)
PAYMENTS = Reader(
    plural="Payments",
    kind=Kind.PAYMENT,
    record=PaymentRecord,
    translate=translate.payment,
    identity="PaymentID",
    customer=("Invoice", "Contact", "ContactID"),
    is_ours=lambda type_: type_ in (None, "ACCRECPAYMENT"),
    type_field="PaymentType",
)
