"""Xero's way of writing: envelopes, dates in ticks, escaped slashes, XML by default, errors.

A shape is a dict under Xero's names whose values are still Python's: Decimal, date, datetime. A key
whose value is None is left out, never null (accounting-apis rule 21).
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4
from xml.sax.saxutils import escape

import msgspec
from werkzeug.wrappers import Request, Response

Shape = Mapping[str, Any]
PROVIDER = "Goodterms"
JSON = "application/json; charset=utf-8"
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_SINGULAR = {"Currencies": "Currency", "Cells": "Cell", "Rows": "Row"}


class XeroError(Exception):
    """An answer that is an error; raised by any handler."""

    def __init__(self, status: int, body: Shape | str) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body


def invalid(*messages: str, elements: Sequence[Shape] | None = None) -> XeroError:
    """Build the 400 of data that breaks a rule (ErrorNumber 10)."""
    found = elements or [{"ValidationErrors": [{"Message": each} for each in messages]}]
    return XeroError(
        400,
        {
            "ErrorNumber": 10,
            "Type": "ValidationException",
            "Message": "A validation exception occurred",
            "Elements": list(found),
        },
    )


def bad_query(message: str) -> XeroError:
    """Build the 400 of a `where` or `order` that cannot be read (ErrorNumber 16)."""
    return XeroError(400, {"ErrorNumber": 16, "Type": "QueryParseException", "Message": message})


def refused(status: int, title: str, detail: str) -> XeroError:
    """Build a 401 or 403, as Xero's gateway writes them."""
    return XeroError(
        status,
        {
            "Type": None,
            "Title": title,
            "Status": status,
            "Detail": detail,
            "Instance": str(uuid4()),
            "Extensions": {},
        },
    )


def not_found() -> XeroError:
    """Build the 404, which is plain text."""
    return XeroError(404, "The resource you're looking for cannot be found")


def ticks(when: date) -> str:
    """Write a date or a moment as Xero does: milliseconds since 1970, UTC."""
    if not isinstance(when, datetime):
        when = datetime(when.year, when.month, when.day, tzinfo=UTC)
    return f"/Date({int(when.timestamp() * 1000)}+0000)/"


def envelope(now: datetime, plural: str, elements: Sequence[Shape], **more: Any) -> Shape:
    """Wrap the elements of an answer."""
    return {
        "Id": str(uuid4()),
        "Status": "OK",
        "ProviderName": PROVIDER,
        "DateTimeUTC": f"/Date({int(now.timestamp() * 1000)})/",
        **more,
        plural: elements,
    }


def respond(request: Request, shape: Shape, status: int = 200) -> Response:
    """Answer in JSON when it was asked for, else in XML."""
    if "json" in request.headers.get("Accept", ""):
        return Response(to_json(shape), status=status, content_type=JSON)
    body = '<?xml version="1.0" encoding="utf-8"?>' + _xml("Response", shape)
    return Response(body, status=status, content_type="text/xml; charset=utf-8")


def error_response(error: XeroError) -> Response:
    """Answer an error: JSON, or plain text where Xero has no JSON."""
    if isinstance(error.body, str):
        return Response(error.body, status=error.status, content_type="text/html; charset=utf-8")
    body = _ENCODER.encode(_without_dates(error.body, keep_null=True)).replace(b"/", b"\\/")
    return Response(body, status=error.status, content_type=JSON)


def to_json(shape: Shape) -> bytes:
    """Encode a shape, slashes escaped."""
    return _ENCODER.encode(_without_dates(shape)).replace(b"/", b"\\/")


def _without_dates(shape: Shape, *, keep_null: bool = False) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for key, value in shape.items():
        kind = type(value)
        if kind is str or kind is Decimal:
            written[key] = value
        elif kind is dict:
            written[key] = _without_dates(value)
        elif kind is list:
            written[key] = [_without_dates(each) if type(each) is dict else each for each in value]
        elif kind is date or kind is datetime:
            written[key] = ticks(value)
        elif value is not None or keep_null:
            written[key] = value
    return written


def _xml(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        inner = "".join(_xml(key, each) for key, each in value.items() if each is not None)
    elif isinstance(value, list):
        singular = _SINGULAR.get(name, name.removesuffix("s"))
        inner = "".join(_xml(singular, each) for each in value)
    elif isinstance(value, bool):
        inner = str(value).lower()
    elif isinstance(value, date):
        inner = value.isoformat()
    else:
        inner = escape(str(value))
    return f"<{name}>{inner}</{name}>"
