"""What each open invoice hears by a plan: today, or else by the next step that comes to it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from rules.ahead import ahead
from rules.case import Case
from rules.decisions import Action, Decision
from rules.facts import CustomerId, InvoiceId
from rules.rulebook import Rulebook
from sync.plan import Plan
from workbench.replay.changes import Heard, heard_of

AHEAD: Final = timedelta(days=366)
"""How far it is looked for the next step."""


def planned(rulebook: Rulebook, plan: Plan, cases: Sequence[Case]) -> Iterator[Heard]:
    """What is heard of each invoice of these cases: once of each, if nothing changes until then."""
    of_customer: Mapping[CustomerId, list[Decision]] = defaultdict(list)
    for decision in plan.decisions:
        of_customer[decision.customer].append(decision)
    for case in cases:
        today = of_customer.get(case.customer.id, [])
        good = case.customer.id in plan.good_payers
        for decision in today:
            if decision.action.is_contact:
                yield from heard_of(decision, plan.on, good_history=good)
        yield from _later(rulebook, case, today, good_history=good)


def _later(
    rulebook: Rulebook, case: Case, today: Sequence[Decision], *, good_history: bool
) -> Iterator[Heard]:
    """The next step of each invoice that takes none today."""
    guards = {guard.name for guard in rulebook.guards}
    held = dict(_held(today))
    taken = {line.invoice.id for d in today for line in d.lines if line.step is not None}
    wanted = {invoice.id for invoice in case.invoices} - taken
    ending = any(decision.hold in guards for decision in today)
    coming = ahead(rulebook, case, today, until=_until(case.today), every_day=ending)
    for each in coming if wanted else ():
        for heard in heard_of(each.decision, each.on, good_history=good_history):
            if heard.invoice in wanted:
                wanted.discard(heard.invoice)
                yield replace(heard, held=held.get(heard.invoice))
        if not wanted:
            return


def _held(today: Sequence[Decision]) -> Iterator[tuple[InvoiceId, str]]:
    for decision in today:
        if decision.action is Action.HOLD:
            yield from ((invoice, decision.reason) for invoice in decision.invoices)


def _until(today: date) -> date:
    return today + AHEAD
