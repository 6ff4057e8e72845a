"""A company's ledger in Xero."""

import hashlib
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import requests

from connectors.errors import (
    AllowanceSpent,
    NeedsPerson,
    NotConnected,
    Refused,
    Unanswered,
    Unavailable,
)
from connectors.hosts import xero_api_url
from connectors.http import Wire
from connectors.ledger import Batch, Cursor, Note, Reread
from connectors.settings import LedgerSettings
from connectors.vendor import Bearer
from connectors.xero import dates, reading
from connectors.xero.address import XeroAddress
from connectors.xero.opening import NOT_XERO, Opener
from connectors.xero.people import post_address
from connectors.xero.pull import pulled
from connectors.xero.records import HistoryLine, OnlineInvoice, OrganisationRecord, Reminders
from connectors.xero.timezones import iana
from connectors.xero.translate import Home
from connectors.xero.wire import XERO
from rules.facts import Company, CompanyId, Invoice, InvoiceId, Kind, Unreadable

IDS_PER_CALL = 40
"""A longer list makes an address that is refused at about 52 (accounting-apis C18)."""
NOTE_LIMIT = 250
"""Characters of a note that Xero is known to take (accounting-apis A9)."""
KEY_LIMIT = 128
"""Characters of an Idempotency-Key (accounting-apis A15)."""
ANYWHERE = Home(country=None, currency="")
"""An invoice says all of itself."""

S = TypeVar("S")

_MAILS_SPENT = re.compile(r"daily e?-?mail limit", re.IGNORECASE)
"""How Xero refuses an e-mail beyond the day's allowance (accounting-apis A10)."""


class XeroLedger:
    """The ledger of one Xero organisation. See `connectors.ledger.Ledger`."""

    def __init__(
        self,
        settings: LedgerSettings,
        bearer: Bearer,
        *,
        note_limit: int = NOTE_LIMIT,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._wire = Wire(XERO, bearer, sleep=sleep)
        self._address = XeroAddress(self._wire, xero_api_url(settings), settings.company)
        self._note_limit = note_limit
        self._company: Company | None = None

    @property
    def calls(self) -> int:
        """How many HTTP requests went to Xero so far."""
        return self._wire.calls

    def company(self) -> Company:
        """Read the organisation."""
        record = _first(Opener("Organisations", OrganisationRecord), self._address.organisation())
        if record is None:
            raise Unavailable(NOT_XERO.format(why="it names no organisation"))
        self._company = Company(
            id=CompanyId(self._settings.company or record.OrganisationID or ""),
            name=record.Name,
            platform="xero",
            timezone=iana(record.Timezone),
            base_currency=record.BaseCurrency,
            country=record.CountryCode or None,
            address=post_address(record.Addresses or (), record.Name),
        )
        return self._company

    def pull(self, cursor: Cursor | None, *, deep: bool = False) -> Iterator[Batch]:
        """Read what changed; six calls when nothing did.

        Xero does not touch the time of change when the due date or the sent mark of a part-paid
        invoice changes (accounting-apis A4); `deep` reads all open invoices for that.
        """
        place = dict(cursor or {})
        yield from pulled(self._address, self._home(place), place, deep=deep)

    def reread(self, ids: Sequence[InvoiceId]) -> Reread:
        """Read these invoices, 40 to a call. One that Xero does not show is gone."""
        wanted = list(dict.fromkeys(ids))
        starts = range(0, len(wanted), IDS_PER_CALL)
        return _together([self._reread(wanted[start : start + IDS_PER_CALL]) for start in starts])

    def add_note(self, invoice: InvoiceId, text: str, *, key: str) -> None:
        """Write a note into the invoice's history, cut at Xero's limit."""
        details = shortened(text, self._note_limit)
        response = self._address.add_history(invoice, details, key=_idempotency_key(key))
        if not response.content.strip():
            return  # what was written need not be shown: the status has said it
        try:
            line = _first(Opener("HistoryRecords", HistoryLine), response)
        except Unavailable as error:
            raise Unanswered(str(error)) from None  # the note may stand for all that
        for objection in (line.ValidationErrors if line else None) or ():
            raise Refused(
                f'Xero refuses the note on invoice "{invoice}": "{objection.Message}".',
                status=response.status_code,
            )

    def notes(self, invoice: InvoiceId) -> tuple[Note, ...]:
        """Read the invoice's history: our notes, and the lines that Xero writes itself.

        Both are given: nothing proves by which word Xero marks a note, and one that is taken for
        missing would be written twice.
        """
        page = Opener("HistoryRecords", HistoryLine).open(self._address.history(invoice).content)
        return tuple(
            Note(line.Details, _moment(line.DateUTC)) for line in page.records if line.Details
        )

    def send_invoice(self, invoice: InvoiceId, *, key: str) -> None:
        """Have Xero e-mail the invoice, to whom and in which words Xero knows."""
        try:
            self._address.email(invoice, key=_idempotency_key(key))
        except Refused as refused:
            if _MAILS_SPENT.search(str(refused)) is None:
                raise
            raise AllowanceSpent(
                "Xero e-mails no more invoices for this organisation today (accounts have 1,000 a "
                "day, trials 20); the rest goes out on another day."
            ) from refused

    def mark_sent(self, invoice: InvoiceId, *, key: str) -> None:
        """Set SentToContact, which an approved invoice takes (accounting-apis A6)."""
        self._address.mark_sent(invoice, key=_idempotency_key(key))

    def pay_link(self, invoice: InvoiceId) -> str | None:
        """The invoice's page on in.xero.com; None when it has none."""
        page = _unless_absent(
            lambda: _first(
                Opener("OnlineInvoices", OnlineInvoice), self._address.online_invoice(invoice)
            )
        )
        return (page.OnlineInvoiceUrl or None) if page else None

    def pdf(self, invoice: InvoiceId) -> bytes:
        """The invoice as a PDF."""
        content = self._address.pdf(invoice).content
        if not content.startswith(b"%PDF"):
            raise Unavailable(NOT_XERO.format(why=f'the PDF of invoice "{invoice}" is none'))
        return content

    def own_reminders(self) -> bool | None:
        """Whether Xero's invoice reminders are switched on; the user's word where Xero is silent.

        A connection may lack the scope for this one question and have all that a run needs.
        """
        try:
            setting = _first(Opener("InvoiceReminders", Reminders), self._address.reminders())
        except NotConnected:
            raise
        except (Refused, NeedsPerson):
            setting = None
        told = setting.Enabled if setting else None
        return self._settings.own_reminders if told is None else told

    def _home(self, place: Cursor) -> Home:
        if self._company is None and "currency" in place:
            return Home(place.get("country"), place["currency"])
        company = self._company or self.company()
        return Home(company.country, company.base_currency)

    def _reread(self, ids: Sequence[InvoiceId]) -> Reread:
        said = _said(self._address.invoices_by_id(ids))
        again = _sorted(said, set(ids))
        if all(fact.id in set(ids) for fact in said.facts if isinstance(fact, Invoice)):
            return again
        # The list was not kept to the ids: what is missing here may stand on a later page.
        alone = [self._reread_alone(each) for each in sorted(again.gone)]
        return _together([replace(again, gone=frozenset()), *alone])

    def _reread_alone(self, identity: InvoiceId) -> Reread:
        response = _unless_absent(lambda: self._address.invoice(identity))
        if response is None:
            return Reread(gone=frozenset({identity}))
        return _sorted(_said(response), {identity})


def _together(parts: Sequence[Reread]) -> Reread:
    return Reread(
        {identity: fact for part in parts for identity, fact in part.found.items()},
        frozenset(identity for part in parts for identity in part.gone),
        tuple(bad for part in parts for bad in part.unreadable),
    )


def _said(response: requests.Response) -> reading.Said:
    return reading.INVOICES.read(reading.INVOICES.opener(), response.content, ANYWHERE)


def _sorted(said: reading.Said, asked: set[InvoiceId]) -> Reread:
    """What an answer says of the invoices asked for: found, gone, or not to be read."""
    shown = {fact.id: fact for fact in said.facts if isinstance(fact, Invoice)}
    found = {identity: fact for identity, fact in shown.items() if identity in asked}
    missing = asked - found.keys() - {each.id for each in said.unreadable}
    if any(each.id is None for each in said.unreadable):
        # One that does not even say which it is: any of the missing may be it.
        why = "Xero's answer holds an invoice that cannot be read and has no id"
        nameless = tuple(Unreadable(Kind.INVOICE, each, None, why) for each in missing)
        return Reread(found, frozenset(), said.unreadable + nameless)
    return Reread(found, frozenset(missing), said.unreadable)


def shortened(text: str, limit: int) -> str:
    """Cut a note behind a word, so that it holds `limit` characters at most and shows the cut."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    words, _, tail = head.rpartition(" ")
    return (words if words and len(tail) < limit // 4 else head).rstrip() + "…"


def _idempotency_key(key: str) -> str:
    return key if len(key) <= KEY_LIMIT else hashlib.sha256(key.encode()).hexdigest()


def _moment(ticks: str | None) -> datetime | None:
    try:
        return dates.instant(ticks) if ticks else None
    except ValueError:
        return None


def _first(opener: Opener[S], response: requests.Response) -> S | None:
    page = opener.open(response.content)
    for _, why in page.unreadable:
        raise Unavailable(NOT_XERO.format(why=why))
    return page.records[0] if page.records else None


def _unless_absent(read: Callable[[], S]) -> S | None:
    """What Xero answers with 404 is not there."""
    try:
        return read()
    except Refused as refused:
        if refused.status != 404:
            raise
        return None
