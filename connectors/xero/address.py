"""xero-python, kept to what it is good at: knowing the endpoints and their parameters.

It builds each request; our session carries it, so that tokens, limits, retries and timeouts are
settled there, and it hands the answer back as it came. The traps that this walks around, each
tried: accounting-apis A17 and A18.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import requests
from xero_python.accounting import (
    AccountingApi,
    HistoryRecord,
    HistoryRecords,
    Invoice,
    Invoices,
    RequestEmpty,
)
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration

from connectors.errors import Refused
from connectors.http import Wire

PAGE_SIZE = 1000
"""The most records that Xero puts on one page."""


class _NoToken:
    """Stands where the SDK keeps its token; without one it neither refreshes nor authorises."""

    def get_auth_settings(self) -> None:
        """Give nothing to add to a request."""


class _Answer:
    """An answer as the SDK expects it of urllib3; it is one that the wire has let pass."""

    status = 200

    def __init__(self, response: requests.Response) -> None:
        self.response = response


class _Pool:
    """Stands where the SDK keeps its urllib3 pool, and gives each request to our session."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: dict[str, str],
        fields: Sequence[tuple[str, Any]] = (),
        body: str | None = None,
        preload_content: bool,
        timeout: None,
    ) -> _Answer:
        """Carry one request. The wire has timeouts of its own."""
        return _Answer(
            self._wire.request(method, url, params=list(fields), data=body, headers=headers)
        )


class XeroAddress:
    """Addresses calls to one organisation. Every method answers with the response as it came."""

    def __init__(self, wire: Wire, url: str, tenant: str) -> None:
        # Configuration() is one for the whole process and copies its first token (A18.11).
        configuration = Configuration()
        configuration.oauth2_token = _NoToken()
        client = ApiClient(configuration)
        client.default_headers.clear()
        client.rest_client.pool_manager = _Pool(wire)
        self._api = AccountingApi(client, base_url=url)
        self._tenant = tenant
        self._way: dict[str, int] = {}
        """How plainly each list is asked for, once Xero has refused a finer way."""

    def _call(self, method: str, *arguments: object, **keywords: object) -> requests.Response:
        given = {name: value for name, value in keywords.items() if value is not None}
        answer: _Answer = getattr(self._api, method)(
            self._tenant, *arguments, **given, _preload_content=False
        )
        return answer.response

    def organisation(self) -> requests.Response:
        """Read the organisation."""
        return self._call("get_organisations")

    def invoices(
        self, page: int, *, since: str | None = None, where: str, statuses: list[str] | None = None
    ) -> requests.Response:
        """Read one page of invoices."""
        return self._listed(
            "get_invoices", "InvoiceID", page, since=since, where=where, statuses=statuses
        )

    def invoices_by_id(self, ids: Sequence[str]) -> requests.Response:
        """Read these invoices, 40 at most: a longer address is cut off (accounting-apis C18)."""
        return self._call("get_invoices", i_ds=list(ids), page=1, page_size=PAGE_SIZE)

    def invoice(self, invoice: str) -> requests.Response:
        """Read one invoice."""
        return self._call("get_invoice", invoice)

    def contacts(self, page: int, *, since: str | None = None) -> requests.Response:
        """Read one page of contacts, archived ones too."""
        # As text: the SDK would write the boolean as "True".
        return self._listed("get_contacts", "ContactID", page, since=since, include_archived="true")

    def credit_notes(self, page: int, *, since: str | None = None) -> requests.Response:
        """Read one page of credit notes."""
        return self._listed("get_credit_notes", "CreditNoteID", page, since=since)

    def overpayments(self, page: int, *, since: str | None = None) -> requests.Response:
        """Read one page of overpayments."""
        return self._listed("get_overpayments", "OverpaymentID", page, since=since)

    def prepayments(self, page: int, *, since: str | None = None) -> requests.Response:
        """Read one page of prepayments."""
        return self._listed("get_prepayments", "PrepaymentID", page, since=since)

    def payments(self, page: int, *, since: str | None = None) -> requests.Response:
        """Read one page of payments."""
        return self._listed("get_payments", "PaymentID", page, since=since)

    def _listed(
        self, method: str, identity: str, page: int, *, since: str | None, **more: object
    ) -> requests.Response:
        """Read one page by id, so that a record changed meanwhile moves no other to another page.

        Xero refuses to sort and to sift very long lists by some fields (accounting-apis A4); such
        a list is read in Xero's own order, and then whole.
        """
        asked = {"page": page, "page_size": PAGE_SIZE, "if_modified_since": since, **more}
        plainer: list[dict[str, object]] = [{"order": f"{identity} ASC"}, {}]
        if "where" in more:
            plainer.append({"where": None})
        ways = plainer[self._way.get(method, 0) :]
        for way in ways[:-1]:
            try:
                return self._call(method, **asked | way)
            except Refused as refused:
                if refused.status != HTTPStatus.BAD_REQUEST:
                    raise
                self._way[method] = self._way.get(method, 0) + 1
        return self._call(method, **asked | ways[-1])

    def history(self, invoice: str) -> requests.Response:
        """Read an invoice's history."""
        return self._call("get_invoice_history", invoice)

    def add_history(self, invoice: str, details: str, *, key: str) -> requests.Response:
        """Write one line into an invoice's history."""
        records = HistoryRecords(history_records=[HistoryRecord(details=details)])
        return self._call("create_invoice_history", invoice, records, idempotency_key=key)

    def mark_sent(self, invoice: str, *, key: str) -> requests.Response:
        """Set an invoice's own mark "sent", and nothing else of it."""
        marked = Invoices(invoices=[Invoice(invoice_id=invoice, sent_to_contact=True)])
        return self._call("update_invoice", invoice, marked, idempotency_key=key)

    def email(self, invoice: str, *, key: str) -> requests.Response:
        """Have Xero e-mail an invoice."""
        return self._call("email_invoice", invoice, RequestEmpty(), idempotency_key=key)

    def online_invoice(self, invoice: str) -> requests.Response:
        """Read where an invoice can be paid."""
        return self._call("get_online_invoice", invoice)

    def pdf(self, invoice: str) -> requests.Response:
        """Read an invoice as a PDF."""
        return self._call("get_invoice_as_pdf", invoice)

    def reminders(self) -> requests.Response:
        """Read whether Xero itself reminds."""
        return self._call("get_invoice_reminders")
