"""What every translation needs: fields that may be missing, and what the company lends them."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from connectors.quickbooks.bodies import Record, Ref
from connectors.quickbooks.decode import moment

T = TypeVar("T")
_MOST_DIGITS = 18
Lent = tuple[str, str | None]
"""Home currency, and country as ISO 3166 alpha-2."""


class CannotRead(ValueError):
    """The record lacks what its fact cannot do without. The text says what."""


class Home:
    """What the company lends to records that do not say it themselves; asked for when needed."""

    def __init__(self, ask: Callable[[], Lent]) -> None:
        self._ask = ask

    @cached_property
    def _lent(self) -> Lent:
        return self._ask()

    @property
    def currency(self) -> str:
        """The home currency."""
        return self._lent[0]

    @property
    def country(self) -> str | None:
        """The company's country, ISO 3166 alpha-2."""
        return self._lent[1]


def need(value: T | None, field: str) -> T:
    """The value, or CannotRead when the field is missing or empty."""
    if value is None or value == "":
        raise CannotRead(f"the record has no {field}")
    return value


def amount(value: Decimal | None, field: str) -> Decimal:
    """The amount, or CannotRead when there is none, or one that no ledger holds ("NaN")."""
    found = need(value, field)
    if not found.is_finite() or abs(found.adjusted()) > _MOST_DIGITS:
        raise CannotRead(f'the field {field} "{found}" is no amount')
    return found


def value_of(ref: Ref | None) -> str | None:
    """The id that a reference holds."""
    return (ref.value or None) if ref is not None else None


def name_of(ref: Ref | None) -> str | None:
    """The name that a reference holds."""
    return (ref.name or None) if ref is not None else None


def customer_of(body: Record) -> str | None:
    """The customer that a record names, if it is of a kind that names one."""
    return value_of(getattr(body, "CustomerRef", None))


def updated(body: Record) -> datetime | None:
    """When the record last changed."""
    return moment(body.MetaData.LastUpdatedTime) if body.MetaData else None
