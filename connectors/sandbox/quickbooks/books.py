"""One QuickBooks Online company for the sandbox server: its state, and who answers a call."""

import itertools
import json
import threading
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Request, Response

from connectors.sandbox.books import Arrival
from connectors.sandbox.clock import utc_now
from connectors.sandbox.quickbooks import faults, keeping, misbehaviour
from connectors.sandbox.quickbooks.api import ROUTES
from connectors.sandbox.quickbooks.consent import Office
from connectors.sandbox.quickbooks.faults import Fault, GatewayFault
from connectors.sandbox.quickbooks.fill import fill
from connectors.sandbox.quickbooks.limits import Meter
from connectors.sandbox.quickbooks.signin import is_sign_in, sign_in
from connectors.sandbox.quickbooks.store import Record, Store
from connectors.sandbox.quickbooks.switches import Switches
from connectors.sandbox.quickbooks.writes import create, delete, void
from connectors.sandbox.story import Story
from connectors.sandbox.trouble import ScriptedTrouble, What

LONGEST_REQUEST_ID = 50
_ENCODER = msgspec.json.Encoder(decimal_format="number")


class QuickBooksBooks:
    """A `connectors.sandbox.books.Books` that answers as QuickBooks Online does."""

    def __init__(self, story: Story, switches: Switches | None = None) -> None:
        self.lock = threading.RLock()
        self.realm = story.company_id
        self.reminders = story.own_reminders
        """Known to nobody but the company: the API does not tell."""
        self.switches = switches or Switches()
        self.store = Store(ZoneInfo(story.timezone), self.switches, utc_now)
        self.office = Office(self.switches, utc_now)
        self._meter = Meter()
        self._calls = itertools.count(1)
        self._ids = fill(self.store, story)

    @property
    def clock(self) -> Callable[[], datetime]:
        """The sandbox's clock (aware)."""
        return self.store.clock

    @clock.setter
    def clock(self, clock: Callable[[], datetime]) -> None:
        self.store.clock = self.office.clock = clock

    @property
    def troubles(self) -> frozenset[What]:
        """Every trouble that can be scripted is one of QuickBooks'."""
        return frozenset(What)

    def is_token_call(self, path: str) -> bool:
        """Whether the path is a sign-in address."""
        return is_sign_in(path)

    def answer(self, request: Request, arrival: Arrival) -> Response:
        """Answer one call as QuickBooks would."""
        if is_sign_in(request.path):
            response = sign_in(self.office, self.realm, request)
        else:
            response = self._api(request, arrival)
        return self._traced(response)

    def misbehave(self, trouble: ScriptedTrouble, request: Request, arrival: Arrival) -> Response:
        """Answer with a scripted trouble, in QuickBooks' words."""
        return self._traced(misbehaviour.misbehave(trouble, request, self.store))

    def id_of(self, key: str) -> str:
        """The QuickBooks id of a story key."""
        return self._ids[key]

    def pay(self, key: str, amount: Decimal | None = None, on: date | None = None) -> None:
        """Book a payment for an invoice; ValueError if it is nothing, or more than is due."""
        with self.lock:
            invoice = self._invoice(key)
            due = invoice["Balance"]
            paid = due if amount is None else amount
            if not 0 < paid <= due:
                raise ValueError(f"Invoice '{key}' has {due} due: pay that or less, not {paid}.")
            link = {"TxnId": invoice["Id"], "TxnType": "Invoice"}
            body = {
                "CustomerRef": invoice["CustomerRef"],
                "CurrencyRef": invoice["CurrencyRef"],
                "TotalAmt": paid,
                "TxnDate": on.isoformat() if on else self.store.today(),
                "Line": [{"Amount": paid, "LinkedTxn": [link]}],
            }
            create(self.store, "Payment", body)

    def void(self, key: str) -> None:
        """Void an invoice."""
        with self.lock:
            void(self.store, "Invoice", self._invoice(key))

    def delete(self, key: str) -> None:
        """Delete an invoice; change data capture alone will tell."""
        with self.lock:
            delete(self.store, "Invoice", self._invoice(key))

    def notes(self) -> dict[str, list[str]]:
        """The notes on invoices, by invoice id, oldest first."""
        with self.lock:
            found: dict[str, list[str]] = {}
            for record in self.store.all("Attachable"):
                for one in record.get("AttachableRef", ()):
                    if one["EntityRef"]["type"] == "Invoice" and "Note" in record:
                        found.setdefault(one["EntityRef"]["value"], []).append(record["Note"])
            return found

    def sent(self) -> list[str]:
        """Ids of the invoices e-mailed by QuickBooks, in order."""
        with self.lock:
            return [id for _, id in self.store.mailed]

    def save(self, path: Path) -> None:
        """Write the state as JSON, tokens included; a save that is cut short changes nothing."""
        with self.lock:
            written = path.with_name(f"{path.name}.new")
            written.write_bytes(_ENCODER.encode(keeping.state(self.store, self.office, self._ids)))
            written.replace(path)

    def load(self, path: Path) -> None:
        """Put back the state that `save` wrote."""
        with self.lock:
            state = json.loads(path.read_bytes(), parse_float=Decimal)
            self._ids = keeping.restore(state, self.store, self.office)

    def _invoice(self, key: str) -> Record:
        return self.store.tables["Invoice"][self._ids.get(key, key)]

    def _api(self, request: Request, arrival: Arrival) -> Response:
        try:
            return self._admitted(request, arrival)
        except GatewayFault as fault:
            return misbehaviour.gateway(fault, self.store, xml=self.switches.xml_from_gateway)
        except Fault as fault:
            return self._json({"Fault": fault.body()}, fault.status)

    def _admitted(self, request: Request, arrival: Arrival) -> Response:
        handler, arguments = _route(request)
        self._check_bearer(request, arguments.pop("realm"))
        if self.switches.limits is not None:
            is_batch = request.path.endswith("/batch")
            self._meter.count(self.switches.limits, arrival.now, is_batch=is_batch)
        id = request.args.get("requestid", "") if request.method == "POST" else ""
        if len(id) > LONGEST_REQUEST_ID:
            raise faults.too_long("requestid", LONGEST_REQUEST_ID)
        if id in self.store.replays:
            return _sent_as(self.store.replays[id].encode())
        answer = handler(self.store, request, **arguments)
        if isinstance(answer, bytes):
            return Response(answer, content_type="application/pdf")
        response = self._json(answer)
        if id:
            self.store.replays[id] = response.get_data(as_text=True)
        return response

    def _check_bearer(self, request: Request, realm: str) -> None:
        bearer = request.authorization
        if bearer is None or bearer.type != "bearer" or not self.office.accepts(bearer.token or ""):
            raise faults.unauthenticated()
        if realm != self.realm:
            raise faults.access_lost() if self.switches.access_lost else faults.foreign_company()

    def _json(self, body: dict[str, Any], status: int = 200) -> Response:
        time = self.store.now().isoformat(timespec="milliseconds")
        return _sent_as(_ENCODER.encode(body | {"time": time}), status)

    def _traced(self, response: Response) -> Response:
        seconds = int(self.store.clock().timestamp())
        response.headers["intuit_tid"] = f"1-{seconds:08x}-{next(self._calls):024x}"
        return response


def _sent_as(body: bytes, status: int = 200) -> Response:
    return Response(body, status=status, content_type="application/json;charset=UTF-8")


def _route(request: Request) -> tuple[Callable[..., Any], dict[str, Any]]:
    try:
        handler, arguments = ROUTES.bind_to_environ(request.environ).match()
    except MethodNotAllowed:
        raise faults.unsupported(f"{request.method} {request.path}") from None
    except HTTPException:
        raise faults.unsupported(request.path) from None
    return handler, dict(arguments)
