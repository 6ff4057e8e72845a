"""One Xero organisation for the sandbox: its state, and an answer to every call."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
from werkzeug.wrappers import Request, Response

from connectors.sandbox.books import Arrival
from connectors.sandbox.clock import utc_now
from connectors.sandbox.story import Story
from connectors.sandbox.trouble import TROUBLES, ScriptedTrouble, What
from connectors.sandbox.xero import accounts, identity, organisation, routes
from connectors.sandbox.xero.desk import Desk, Settings
from connectors.sandbox.xero.fill import fill
from connectors.sandbox.xero.idempotency import Replays
from connectors.sandbox.xero.identity_of import guid
from connectors.sandbox.xero.limits import Meter
from connectors.sandbox.xero.misbehaviour import misbehave
from connectors.sandbox.xero.records import AccessToken, InvoiceRecord, State
from connectors.sandbox.xero.select import choose, read_listing
from connectors.sandbox.xero.shapes import Form, add_balances
from connectors.sandbox.xero.tables import TABLES
from connectors.sandbox.xero.wire import (
    JSON,
    Shape,
    XeroError,
    envelope,
    error_response,
    not_found,
    refused,
    respond,
)

CONNECTIONS = "/connections"
_NOT_XEROS = frozenset({What.STALE_TOKEN, What.FAULT_IN_200})
_CHOICES_KEPT = 8


class XeroBooks:
    """A company's books behind Xero's API. See `connectors.sandbox.books.Books`."""

    def __init__(self, story: Story, *, settings: Settings | None = None) -> None:
        self.lock = threading.RLock()
        self.clock: Callable[[], datetime] = utc_now
        self.settings = settings or Settings()
        self.state = fill(story)
        self._story = story
        self._kinds = {
            **{each.key: "invoice" for each in story.invoices},
            **{each.key: "contact" for each in story.customers},
        }
        self._meter = Meter(self.settings.limits)
        self._replays = Replays()
        self._choices: dict[tuple[object, ...], list[Any]] = {}

    @property
    def troubles(self) -> frozenset[What]:
        """All but those that only QuickBooks knows."""
        return frozenset(TROUBLES) - _NOT_XEROS

    @property
    def reminders(self) -> bool:
        """Whether Xero's own invoice reminders are on."""
        return self.state.reminders

    @reminders.setter
    def reminders(self, enabled: bool) -> None:
        self.state.reminders = enabled

    def is_token_call(self, path: str) -> bool:
        """Whether the path is one of Xero's sign-in addresses."""
        return path.lower() in identity.TOKEN_PATHS

    def answer(self, request: Request, arrival: Arrival) -> Response:
        """Answer one call as Xero would."""
        if self.is_token_call(request.path):
            return identity.sign_in(self.state, request, arrival.now)
        refusal = self._meter.refusal(arrival.now, arrival.in_flight)
        try:
            response = refusal or self._authorised(request, arrival.now)
        except XeroError as error:
            response = error_response(error)
        response.headers["Xero-Correlation-Id"] = str(uuid4())
        return self._meter.mark(response)

    def misbehave(self, trouble: ScriptedTrouble, request: Request, arrival: Arrival) -> Response:
        """Say in Xero's words what is scripted."""
        return self._meter.mark(misbehave(trouble, arrival.now))

    def id_of(self, key: str) -> str:
        """Return the GUID of an invoice or a customer of the story; KeyError if unknown."""
        return guid(self._story.company_id, self._kinds[key], key)

    def pay(self, key: str, amount: Decimal | None = None, on: date | None = None) -> None:
        """Book a payment for an invoice; ValueError when the invoice cannot take it."""
        with self._change() as now:
            invoice = self._invoice(key)
            amount = invoice.outstanding if amount is None else amount
            accounts.pay(self.state, invoice, amount, on=on or now.date(), now=now)

    def void(self, key: str) -> None:
        """Void an invoice; ValueError when something has been paid on it."""
        with self._change() as now:
            accounts.void(self._invoice(key), now)

    def delete(self, key: str) -> None:
        """Delete an invoice, an approved one too, which Xero itself would only void."""
        with self._change() as now:
            invoice = self._invoice(key)
            if invoice.status == "AUTHORISED":
                accounts.void(invoice, now)
                invoice.status = "DELETED"
            else:
                accounts.delete(invoice, now)

    def notes(self) -> dict[str, list[str]]:
        """The notes written on invoices through the API, oldest first."""
        with self.lock:
            return {
                identity: written
                for identity, lines in self.state.history.items()
                if identity in self.state.invoices
                and (written := [line.details for line in lines if line.by_api])
            }

    def sent(self) -> list[str]:
        """Ids of the invoices that Xero was made to e-mail."""
        with self.lock:
            return list(self.state.emailed)

    def save(self, path: Path) -> None:
        """Write the state as JSON, tokens included; the old file stays whole until the end."""
        with self.lock:
            written = msgspec.json.encode(self.state)
        beside = path.with_name(f"{path.name}.new")
        beside.write_bytes(written)
        beside.replace(path)

    def load(self, path: Path) -> None:
        """Put back the state that `save` wrote."""
        with self._change():
            self.state = msgspec.json.decode(path.read_bytes(), type=State)

    @contextmanager
    def _change(self) -> Iterator[datetime]:
        with self.lock:
            self._choices.clear()
            try:
                yield self.clock()
            except XeroError as refusal:
                raise ValueError(f"Xero's books refuse that: {refusal.body}") from refusal

    def _invoice(self, key: str) -> InvoiceRecord:
        return self.state.invoices[self.id_of(key) if key in self._kinds else key]

    def _authorised(self, request: Request, now: datetime) -> Response:
        token = identity.bearer(self.state, request, now)
        desk = Desk(self._story, self.state, self.settings, request, now)
        path = request.path.lower().rstrip("/")
        if path == CONNECTIONS or path.startswith(f"{CONNECTIONS}/"):
            return self._connections(desk, path)
        if not path.startswith(routes.API):
            raise not_found()
        self._require_tenant(request, token)
        again = self._replays.again(request, now)
        if again is not None:
            return again
        response = self._api(desk)
        self._replays.keep(request, response, now)
        return response

    def _api(self, desk: Desk) -> Response:
        if desk.request.method != "GET":
            self._choices.clear()
        try:
            answer = routes.answer(desk, self._list)
        except XeroError as error:
            return error_response(error)
        return answer if isinstance(answer, Response) else respond(desk.request, answer)

    def _connections(self, desk: Desk, path: str) -> Response:
        if desk.request.method == "GET":
            return Response(json.dumps(organisation.connections(desk)), content_type=JSON)
        mine = f"{CONNECTIONS}/{organisation.connection_id(desk)}"
        if desk.request.method == "DELETE" and path == mine and self.state.connected:
            self.state.connected = False
            return Response(status=204)
        raise not_found()

    def _require_tenant(self, request: Request, token: AccessToken) -> None:
        asked = request.headers.get("xero-tenant-id", "")
        if token.custom and not asked:
            return
        if asked.lower() != self._story.company_id.lower() or not self.state.connected:
            raise refused(403, "Forbidden", "AuthenticationUnsuccessful")

    def _list(self, desk: Desk, plural: str) -> Shape:
        table = TABLES[plural]
        listing = read_listing(table, desk.request)
        if listing.key not in self._choices:
            if len(self._choices) >= _CHOICES_KEPT:
                self._choices.clear()
            self._choices[listing.key] = choose(listing, self.state)
        chosen = self._choices[listing.key]
        shown = [table.show(record, self.state, listing.form) for record in listing.cut(chosen)]
        if plural == "contacts" and listing.form is Form.PAGE:
            add_balances(shown, self.state, desk.now.date())
        paging = {"pagination": listing.pagination(len(chosen))} if listing.page else {}
        return envelope(desk.now, table.plural, shown, **paging)
