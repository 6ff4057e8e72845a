"""Customers of the demo to whom something happened since last week: they paid, promised, moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from connectors.sandbox.companies.telling import Telling

PAYS_ON_TIME = "Lavender Lane Soaps"
KEEPS_PROMISE = "Morningside Framing"
PAYS_A_PART = "Nettle & Thyme Deli"
BREAKS_PROMISE = "Otter Point Marina"
MISSES_A_PART = "Poppyfield Daycare"
MOVED = "Quillfeather Press"
VAGUE = "Rosewood Theatre"

HEARD_LAST_WEEK = (PAYS_ON_TIME, KEEPS_PROMISE, PAYS_A_PART, BREAKS_PROMISE, MISSES_A_PART)


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in since last week."""

    days_ago: int
    amount: Decimal | None = None
    """None: all that was due."""


PAID: Mapping[str, Payment] = {
    PAYS_ON_TIME: Payment(3),
    KEEPS_PROMISE: Payment(1),
    PAYS_A_PART: Payment(2, Decimal("400.00")),
}


def tell_week(telling: Telling) -> None:
    """Add them to a company's books, as these stood last week: nothing of theirs is paid yet."""
    for name, due_in, total in (
        (PAYS_ON_TIME, 0, "412.00"),
        (KEEPS_PROMISE, -13, "760.00"),
        (PAYS_A_PART, -12, "1000.00"),
        (BREAKS_PROMISE, -13, "655.50"),
        (MISSES_A_PART, -13, "900.00"),
    ):
        customer = telling.customer(name=name)
        telling.history(customer, count=5, late=(-3, 0))
        telling.invoice(customer, due_in=due_in, total=total)
    moved = telling.customer(name=MOVED, email="ivo.lang@quillfeather.example")
    telling.history(moved, count=4, late=(-2, 0))
    telling.invoice(moved, due_in=-6, total="348.00")
    vague = telling.customer(
        name=VAGUE, email="billing@rosewood.example", first=None, last=None, phone=None
    )
    telling.history(vague, count=4, late=(-2, 0))
    telling.invoice(vague, due_in=-5, total="275.00")
