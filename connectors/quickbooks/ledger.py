"""One company's QuickBooks Online, as Goodterms asks of any ledger (connectors.ledger.Ledger).

Writes three things only: a note that hangs on an invoice (accounting-apis B10), QuickBooks' own
e-mail of an invoice (B7), and its mark "sent" by a sparse update of that alone (B5). No record is ever saved: a save through the SDK resets what it does not
know, such as the exchange rate (B17).
"""

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence

import msgspec

from connectors.errors import AllowanceSpent, Misuse, Refused
from connectors.hosts import quickbooks_api_url
from connectors.http import Wire
from connectors.ledger import Batch, Cursor, Note, Reread
from connectors.quickbooks.bodies import AttachableBody, InvoiceBody
from connectors.quickbooks.client import in_path, literal, open_calls, select
from connectors.quickbooks.company import read_company
from connectors.quickbooks.decode import ATTACHABLE, INVOICE, moment, read, read_query
from connectors.quickbooks.fields import Home, Lent
from connectors.quickbooks.pull import PAGE, Pull
from connectors.quickbooks.vendor import QUICKBOOKS
from connectors.settings import LedgerSettings
from connectors.vendor import Bearer
from rules.facts import Company, Invoice, InvoiceId

NOTE_LENGTH = 2000
"""Characters in an Attachable's note; the limit is not confirmed (B10)."""
_EMAIL_SENT = "EmailSent"
KEY_LENGTH = 50
"""Characters in a requestid (B5)."""

_MAILS_SPENT = re.compile(r"\blimit\b.*\be-?mails?\b|\be-?mails?\b.*\blimit\b", re.IGNORECASE)
"""What an e-mail too many is answered by is not confirmed (B7); a sandbox company has 40 a day."""


class QuickBooksLedger:
    """One QuickBooks company, by its realm id. One per thread: the SDK's client is not shared."""

    def __init__(
        self,
        settings: LedgerSettings,
        bearer: Bearer,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._wire = Wire(QUICKBOOKS, bearer, sleep=sleep)
        self._calls = open_calls(
            self._wire, api_url=quickbooks_api_url(settings), realm=settings.company
        )
        self._company: Company | None = None

    @property
    def calls(self) -> int:
        """How many HTTP requests were sent so far, token requests left out."""
        return self._wire.calls

    def company(self) -> Company:
        """The organisation: two calls the first time, none after that."""
        if self._company is None:
            realm = self._settings.company
            info = self._calls.get_single_object("CompanyInfo", in_path(realm))
            self._company = read_company(realm, info, self._preferences())
        return self._company

    def _preferences(self) -> bytes | None:
        try:
            return self._calls.preferences()
        except (Refused, Misuse):  # the company itself was answered: the address is right
            return None

    def pull(self, cursor: Cursor | None, *, deep: bool = False) -> Iterator[Batch]:
        """What changed since the cursor, in one call if nothing did; everything without one.

        `deep` reads the names of customer types again, which CDC does not tell; it has no other
        blind spot that is known (B4).
        """
        if cursor is None:
            return self._pull().everything()
        return self._pull(cursor).since(cursor, deep=deep)

    def reread(self, ids: Sequence[InvoiceId]) -> Reread:
        """The invoices as they stand, 200 to a call; what does not come back is gone."""
        found = self._pull().by_id(INVOICE, ids)
        invoices = [fact for fact in found.facts if isinstance(fact, Invoice)]
        return Reread(
            found={invoice.id: invoice for invoice in invoices},
            gone=frozenset(InvoiceId(gone.id) for gone in found.gone),
            unreadable=found.unreadable,
        )

    def add_note(self, invoice: InvoiceId, text: str, *, key: str) -> None:
        """Hang a note on the invoice; it stays inside when the invoice is e-mailed (B10)."""
        short = text if len(text) <= NOTE_LENGTH else text[: NOTE_LENGTH - 1] + "…"
        target = {"type": "Invoice", "value": invoice}
        note = {"AttachableRef": [{"EntityRef": target, "IncludeOnSend": False}], "Note": short}
        self._calls.create_object("Attachable", json.dumps(note), request_id=_request_id(key))

    def notes(self, invoice: InvoiceId) -> tuple[Note, ...]:
        """The notes on an invoice. Raises Refused where QuickBooks will not search them (B10)."""
        reference = "AttachableRef.EntityRef"
        where = f"{reference}.Type = 'Invoice' AND {reference}.value = {literal(invoice)}"
        page = f"STARTPOSITION 1 MAXRESULTS {PAGE}"
        body = self._calls.query(select("Attachable", where=where, page=page))
        return tuple(
            Note(record.Note, moment(record.MetaData.CreateTime) if record.MetaData else None)
            for record in read_query(body).of(ATTACHABLE).bodies
            if isinstance(record, AttachableBody) and record.Note and _hangs_on(record, invoice)
        )

    def send_invoice(self, invoice: InvoiceId, *, key: str) -> None:
        """Have QuickBooks e-mail the invoice to its own BillEmail (B7)."""
        try:
            self._calls.send("Invoice", invoice, key=_request_id(key))
        except Refused as refused:
            if _MAILS_SPENT.search(str(refused)) is None:
                raise
            raise AllowanceSpent(
                "QuickBooks e-mails no more invoices for this company today; the rest goes out on "
                "another day."
            ) from refused

    def mark_sent(self, invoice: InvoiceId, *, key: str) -> None:
        """Set EmailStatus by a sparse update; whether QuickBooks lets it be set is not confirmed."""
        body = self._calls.get_single_object("Invoice", in_path(invoice))
        now = read(body, _InvoiceAnswer, "a request for an invoice").Invoice
        if now.EmailStatus == _EMAIL_SENT:
            return
        told = {"Id": invoice, "SyncToken": now.SyncToken, "sparse": True}
        self._calls.update_object(
            "Invoice", json.dumps(told | {"EmailStatus": _EMAIL_SENT}), request_id=_request_id(key)
        )

    def pay_link(self, invoice: InvoiceId) -> str | None:
        """The InvoiceLink; None unless online payment is on and the customer has e-mail (B6)."""
        body = self._calls.get_single_object(
            "Invoice", in_path(invoice), params={"include": "invoiceLink"}
        )
        return read(body, _InvoiceAnswer, "a request for an invoice").Invoice.InvoiceLink or None

    def pdf(self, invoice: InvoiceId) -> bytes:
        """The invoice as a PDF. Raises Refused when something else comes."""
        document = bytes(self._calls.download_pdf("Invoice", in_path(invoice)))
        if not document.startswith(b"%PDF"):
            raise Refused(
                f'QuickBooks gave no PDF of the invoice "{invoice}": open it there, and see '
                "whether it prints.",
                status=200,
            )
        return document

    def own_reminders(self) -> bool | None:
        """What the user said at `init`: the API does not tell."""
        return self._settings.own_reminders

    def _pull(self, cursor: Cursor | None = None) -> Pull:
        def lent() -> Lent:
            # The cursor remembers it, so that an incremental pull need not ask.
            if cursor is not None and cursor.get("currency"):
                return cursor["currency"], cursor.get("country")
            company = self.company()
            return company.base_currency, company.country

        return Pull(self._calls, Home(lent), self._settings.clock)


class _InvoiceAnswer(msgspec.Struct):
    Invoice: InvoiceBody


def _request_id(key: str) -> str:
    """The key itself where QuickBooks takes it, and its digest where it is too long."""
    return key if len(key) <= KEY_LENGTH else hashlib.sha256(key.encode()).hexdigest()[:KEY_LENGTH]


def _hangs_on(record: AttachableBody, invoice: InvoiceId) -> bool:
    targets = [hook.EntityRef for hook in record.AttachableRef or () if hook.EntityRef]
    return any(target.type == "Invoice" and target.value == invoice for target in targets)
