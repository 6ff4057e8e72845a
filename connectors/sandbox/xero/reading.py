"""What a client sends: JSON bodies, and values in them, or the 400 that says what is wrong."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from werkzeug.wrappers import Request

from connectors.sandbox.xero.wire import XeroError, invalid

CENT = Decimal("0.01")
_TICKS = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")


def elements(request: Request, plural: str) -> list[dict[str, Any]]:
    """Read the elements of a write: `{"Plural": [...]}`, a bare list, or one bare element."""
    try:
        body = json.loads(request.get_data() or b"{}", parse_float=Decimal)
    except ValueError:
        raise XeroError(
            400,
            {
                "ErrorNumber": 14,
                "Type": "PostDataInvalidException",
                "Message": "The request body is not JSON that can be read",
            },
        ) from None
    if isinstance(body, dict):
        body = body.get(plural, [body] if body else [])
    if not isinstance(body, list) or not body or not all(isinstance(each, dict) for each in body):
        raise XeroError(
            400,
            {
                "ErrorNumber": 17,
                "Type": "NoDataProcessedException",
                "Message": f"No data has been processed: the body holds no {plural}",
            },
        )
    return body


def day(sent: Mapping[str, Any], name: str) -> date | None:
    """Read a date: ISO, or ticks as xero-python writes them."""
    value = sent.get(name)
    if value is None:
        return None
    ticks = _TICKS.fullmatch(str(value))
    try:
        if ticks:
            return datetime.fromtimestamp(int(ticks[1]) / 1000, UTC).date()
        return date.fromisoformat(str(value)[:10])
    except (ValueError, OverflowError):
        raise invalid(f"The {name} '{value}' is not a valid date.") from None


def money(sent: Mapping[str, Any], name: str) -> Decimal | None:
    """Read an amount, rounded to cents."""
    value = sent.get(name)
    if value is None:
        return None
    try:
        return Decimal(str(value)).quantize(CENT)
    except InvalidOperation:
        raise invalid(f"The {name} '{value}' is not a valid amount.") from None


def within(sent: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Read a nested element, empty when it is absent."""
    value = sent.get(name)
    return value if isinstance(value, dict) else {}
