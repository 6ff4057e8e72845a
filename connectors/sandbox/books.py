"""What the sandbox server asks of one platform's books: its routes and its state."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from werkzeug.wrappers import Request, Response

from connectors.sandbox.trouble import ScriptedTrouble, What


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a call came in, and into what company."""

    now: datetime
    in_flight: int
    """API calls being answered at this moment, this one included."""


class Books(Protocol):
    """One company on one platform. A `key` below is a story key or the platform's own id.

    The methods that change or read state hold `lock` themselves; `answer`, `misbehave` and
    `is_token_call` are called by the server, the first with the lock held.
    """

    lock: threading.RLock
    clock: Callable[[], datetime]
    """Set by the Sandbox; the machine's clock until then."""
    reminders: bool
    """Whether the platform's own reminders are on."""

    @property
    def troubles(self) -> frozenset[What]:
        """The troubles that this platform knows."""
        ...

    def is_token_call(self, path: str) -> bool:
        """Whether the path is one of the vendor's sign-in addresses, which are not counted."""
        ...

    def answer(self, request: Request, arrival: Arrival) -> Response:
        """Answer one call as the vendor would."""
        ...

    def misbehave(self, trouble: ScriptedTrouble, request: Request, arrival: Arrival) -> Response:
        """Say in the vendor's words what is scripted, for every trouble that is an answer."""
        ...

    def id_of(self, key: str) -> str:
        """The platform's id of a story key; the same in every process. KeyError if unknown."""
        ...

    def pay(self, key: str, amount: Decimal | None = None, on: date | None = None) -> None:
        """Book a payment for an invoice: all that is due unless `amount`, today unless `on`."""
        ...

    def void(self, key: str) -> None:
        """Void an invoice."""
        ...

    def delete(self, key: str) -> None:
        """Delete an invoice."""
        ...

    def notes(self) -> dict[str, list[str]]:
        """The notes written through the API, by invoice id, oldest first."""
        ...

    def sent(self) -> list[str]:
        """Ids of the invoices that the platform was made to e-mail, in order, repetitions kept."""
        ...

    def save(self, path: Path) -> None:
        """Write the state as JSON, tokens included."""
        ...

    def load(self, path: Path) -> None:
        """Put back the state that `save` wrote."""
        ...
