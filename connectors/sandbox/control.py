"""The sandbox's own address `/_sandbox/`, by which another process scripts and inspects it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from werkzeug.wrappers import Request, Response

from connectors.sandbox.trouble import TROUBLES, ScriptedTrouble

if TYPE_CHECKING:
    from connectors.sandbox.server import Sandbox

PREFIX = "/_sandbox/"


class ChangeOrder(msgspec.Struct, forbid_unknown_fields=True):
    """The body of pay, void and delete: which invoice, by story key or by id."""

    key: str | None = None
    id: str | None = None
    amount: Decimal | None = None
    on: date | None = None

    @property
    def which(self) -> str:
        """Return the key or the id, whichever was given."""
        named = self.key or self.id
        if named is None:
            raise ValueError('Name the invoice: {"key": ...} or {"id": ...}.')
        return named


class RemindersOrder(msgspec.Struct, forbid_unknown_fields=True):
    """The body of reminders."""

    enabled: bool


class ClockOrder(msgspec.Struct, forbid_unknown_fields=True):
    """The body of clock; seconds."""

    advance: float


def _json(what: object, status: int = 200) -> Response:
    return Response(json.dumps(what, indent=1), status=status, content_type="application/json")


def _add_trouble(sandbox: "Sandbox", body: bytes) -> Response:
    told = msgspec.json.decode(body, type=dict[str, Any])
    unknown = told.keys() - {field.name for field in fields(ScriptedTrouble)}
    if unknown:
        raise ValueError(f"A trouble has no '{min(unknown)}'.")
    trouble = msgspec.convert(told, ScriptedTrouble)
    sandbox.make_trouble(trouble)
    return _json({"pending": len(sandbox.trouble.pending())}, 201)


def _clear_trouble(sandbox: "Sandbox", body: bytes) -> Response:
    sandbox.trouble.clear()
    return _json({"pending": 0})


def _show_trouble(sandbox: "Sandbox", body: bytes) -> Response:
    known = {what.value: says for what, says in TROUBLES.items() if what in sandbox.books.troubles}
    return _json({"pending": msgspec.to_builtins(sandbox.trouble.pending()), "known": known})


def _calls(sandbox: "Sandbox", body: bytes) -> Response:
    calls = [
        {
            "method": call.method,
            "path": call.path,
            "query": call.query,
            "status": call.status,
            "is_token_call": call.is_token_call,
        }
        for call in sandbox.calls
    ]
    counted = sum(not call["is_token_call"] for call in calls)
    return _json({"calls": calls, "api": counted, "tokens": len(calls) - counted})


def _forget_calls(sandbox: "Sandbox", body: bytes) -> Response:
    sandbox.calls.clear()
    return _json({"calls": []})


def _notes(sandbox: "Sandbox", body: bytes) -> Response:
    return _json(sandbox.books.notes())


def _sent(sandbox: "Sandbox", body: bytes) -> Response:
    return _json(sandbox.books.sent())


def _pay(sandbox: "Sandbox", body: bytes) -> Response:
    order = msgspec.json.decode(body, type=ChangeOrder)
    sandbox.books.pay(order.which, order.amount, order.on)
    return _json({"paid": order.which})


def _void(sandbox: "Sandbox", body: bytes) -> Response:
    order = msgspec.json.decode(body, type=ChangeOrder)
    sandbox.books.void(order.which)
    return _json({"voided": order.which})


def _delete(sandbox: "Sandbox", body: bytes) -> Response:
    order = msgspec.json.decode(body, type=ChangeOrder)
    sandbox.books.delete(order.which)
    return _json({"deleted": order.which})


def _reminders(sandbox: "Sandbox", body: bytes) -> Response:
    sandbox.books.reminders = msgspec.json.decode(body, type=RemindersOrder).enabled
    return _json({"enabled": sandbox.books.reminders})


def _clock(sandbox: "Sandbox", body: bytes) -> Response:
    if body:
        sandbox.clock.advance(msgspec.json.decode(body, type=ClockOrder).advance)
    return _json({"now": sandbox.clock.now().isoformat()})


ORDERS: Mapping[tuple[str, str], Callable[["Sandbox", bytes], Response]] = {
    ("POST", "trouble"): _add_trouble,
    ("GET", "trouble"): _show_trouble,
    ("DELETE", "trouble"): _clear_trouble,
    ("GET", "calls"): _calls,
    ("DELETE", "calls"): _forget_calls,
    ("GET", "notes"): _notes,
    ("GET", "sent"): _sent,
    ("POST", "pay"): _pay,
    ("POST", "void"): _void,
    ("POST", "delete"): _delete,
    ("POST", "reminders"): _reminders,
    ("GET", "clock"): _clock,
    ("POST", "clock"): _clock,
}


def control(sandbox: "Sandbox", request: Request) -> Response:
    """Carry out one order; a mistake in it is answered by a sentence in `error`."""
    name = request.path.removeprefix(PREFIX)
    order = ORDERS.get((request.method, name))
    if order is None:
        known = ", ".join(f"{method} {path}" for method, path in ORDERS)
        return _json({"error": f"No order {request.method} '{name}'. There are: {known}."}, 404)
    try:
        return order(sandbox, request.get_data())
    except KeyError as unknown:
        return _json({"error": f"No invoice {unknown} in these books."}, 404)
    except (ValueError, msgspec.DecodeError) as mistake:
        return _json({"error": str(mistake)}, 400)
