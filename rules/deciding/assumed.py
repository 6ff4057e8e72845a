"""What is taken for granted when a step is looked at as if its day had come (`as_if`).

A letter about a promise or a plan speaks of what was agreed. Where nothing was, an agreement is made
up, so that the letter is seen with all its words; and it is said to be.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from msgspec import structs

from rules import wording
from rules.case import Part
from rules.deciding.desk import Desk
from rules.deciding.promises import passed
from rules.deciding.timing import nominal
from rules.decisions import Background, Decision
from rules.facts import Invoice, Money
from rules.instalments import plan_for
from rules.letters.facts import instalment_offers
from rules.rulebook import Anchor, Step, Timing

NO_DAY: Final = 10_000
"""How far off something is that has no day of its own."""


@dataclass(frozen=True, slots=True)
class AsIf:
    """A decision that could be, and the day on which it would."""

    decision: Decision
    on: date
    """A sending day; for a step before the due date its own, else never before today."""
    apart: int
    """Days between today and the day on which the step is, or was, due."""
    own: bool
    """Whether the step is on the ladder that this customer is on."""
    against: str | None = None
    """Of what is about no step of an invoice: why it would not go out now."""
    made_up: str | None = None
    """What the letter speaks of and nobody has agreed, as a sentence."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a step that counts from an agreement would speak of."""

    day: date
    """The day promised, or that of the part that was not paid."""
    background: Background
    made_up: str | None = None


def agreed(desk: Desk, invoice: Invoice, step: Step) -> Agreed | None:
    """The agreement that a step counts from; None where it counts from a day of the invoice."""
    if step.when.anchor is Anchor.PROMISE:
        return _promise(desk, invoice, step)
    if step.when.anchor is Anchor.INSTALMENT:
        return _plan(desk, invoice, step)
    return None


def _promise(desk: Desk, invoice: Invoice, step: Step) -> Agreed:
    """The latest day promised, as if it had passed."""
    day = passed(structs.replace(desk.case, today=date.max), invoice)
    if day is not None:
        return Agreed(day, Background(promised_on=day))
    day = _some_day(desk, invoice, step)
    says = f"Nobody has promised anything for {wording.name_of(invoice)}: the day is made up."
    return Agreed(day, Background(promised_on=day), says)


def _plan(desk: Desk, invoice: Invoice, step: Step) -> Agreed:
    """What was missed of the plan, else its next part as if it had been."""
    plan = plan_for(desk.case, invoice)
    if plan is not None and (missed := plan.missed or plan.to_come[:1]):
        to_come = plan.to_come if plan.missed else plan.to_come[1:]
        return Agreed(missed[-1].on, Background(missed=missed, to_come=to_come))
    day = _some_day(desk, invoice, step)
    parts = _in_three(invoice.balance, first=day)
    says = f"No instalments are agreed for {wording.name_of(invoice)}: the plan is made up."
    return Agreed(day, Background(missed=parts[:1], to_come=parts[1:]), says)


def _in_three(owed: Money, *, first: date) -> tuple[Part, ...]:
    [offer] = instalment_offers([owed], first=first, counts=(3,))
    return tuple(Part(part.on, amount) for part in offer.parts for amount in part.amounts)


def _some_day(desk: Desk, invoice: Invoice, step: Step) -> date:
    """A day that would have the step come today; of an invoice that is not due yet, its due date."""
    when = step.when
    back = Timing(-when.count, when.unit, when.anchor)
    day = nominal(back, desk.case.today, desk.book.calendar)
    return max(day, invoice.due or day)
