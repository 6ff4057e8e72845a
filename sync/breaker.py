"""The circuit breaker: a run that would contact far more than usual stops and asks (promise 9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from connectors.errors import NeedsPerson
from sync.plan import Plan

FACTOR = 3
"""How many times the most of the usual runs is far more."""
FEW_CUSTOMERS = 10
"""So few are never too many."""
USUAL_RUNS = 20
LEARNING_RUNS = 3
"""Before so many runs with contacts nothing is usual; the limits of the rulebook hold alone."""


class TooMany(NeedsPerson):
    """Far more customers, or much more money, than usual."""


@dataclass(frozen=True, slots=True)
class Volume:
    """How many customers a run contacts, and about how much, per currency."""

    customers: int
    amounts: dict[str, Decimal]
    statements: int = 0
    """Statements of account and announcements: they come by the calendar, so only among themselves
    is a number of them usual."""

    @property
    def json(self) -> dict[str, object]:
        """As stored with a run."""
        return {
            "customers": self.customers,
            "amounts": {k: str(v) for k, v in self.amounts.items()},
            "statements": self.statements,
        }


def volume_of(plan: Plan) -> Volume:
    """The volume of a plan's contacts."""
    amounts: dict[str, Decimal] = {}
    stated = [d for d in plan.contacts if d.action.is_of_customer]
    others = [d for d in plan.contacts if not d.action.is_of_customer]
    for decision in others:
        for currency, value in decision.totals.items():
            amounts[currency] = amounts.get(currency, Decimal(0)) + value
    return Volume(len({decision.customer for decision in others}), amounts, len(stated))


def check(plan: Plan, usual: Sequence[Volume], *, approved: str | None) -> None:
    """Raise TooMany unless the plan is within three times the usual, or approved by its hash."""
    now = volume_of(plan)
    _check_statements(plan, now, usual, approved=approved)
    seen = [volume for volume in usual if volume.customers][-USUAL_RUNS:]
    if approved == plan.hash or len(seen) < LEARNING_RUNS or now.customers <= FEW_CUSTOMERS:
        return
    most = max(volume.customers for volume in seen)
    if now.customers > FACTOR * most:
        raise _too_many(plan, f"{now.customers} customers, where {most} were the most lately")
    for currency, value in now.amounts.items():
        usual_most = max(volume.amounts.get(currency, Decimal(0)) for volume in seen)
        if usual_most and value > FACTOR * usual_most:
            raise _too_many(
                plan, f"{currency} {value:,.2f}, where {usual_most:,.2f} was the most lately"
            )


def _check_statements(
    plan: Plan, now: Volume, usual: Sequence[Volume], *, approved: str | None
) -> None:
    most = max((volume.statements for volume in usual), default=0)
    if approved == plan.hash or not most or now.statements <= FEW_CUSTOMERS:
        return
    if now.statements > FACTOR * most:
        raise _too_many(
            plan,
            f"{now.statements} statements and announcements, where {most} were the most lately",
        )


def _too_many(plan: Plan, what: str) -> TooMany:
    return TooMany(
        f"This run would write about {what}, so nothing was sent; look at `goodterms plan`, and "
        f"if it is right, run `goodterms run --approve {plan.hash}`."
    )
