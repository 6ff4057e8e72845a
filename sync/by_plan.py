"""What of an approved plan may be carried out: what is decided so today as well, and in the same words.

The amounts are those of the re-read. The words are those that were approved; only the days in them are
counted anew, on the day on which they go. So an approval counts for a few days, not for ever.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from connectors.errors import NeedsPerson
from rules import wording
from rules.calendar import ONE_DAY, Calendar
from rules.decisions import Decision
from sync.approvals import Approved, identity
from sync.gone import why_gone
from sync.plan import Plan
from sync.report import Stale
from sync.store import outbox_rows
from sync.store.engine import Store
from sync.store.outbox_rows import State
from sync.words import changed

GOOD_FOR: Final = 3
"""Days on which letters may go out, after the day of the plan, on which its approval still counts."""
_NOT_TAKEN_UP: Final = (State.QUEUED, State.CLAIMED, State.OVERTAKEN)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may leave by an approved plan."""

    contacts: tuple[tuple[Decision, str], ...]
    """Each with the mark of its approval."""
    stale: Stale


def refuse_other_days(approved: Approved, calendar: Calendar, *, today: date) -> None:
    """Raise NeedsPerson where the approval of a plan of that day does not count today."""
    made = wording.day(approved.on)
    if today < approved.on:
        raise NeedsPerson(f"The plan is for {made}, which is to come; run it on that day.")
    last = approved.on
    for _ in range(GOOD_FOR):
        last = calendar.next_open(last + ONE_DAY)
    if today > last:
        raise NeedsPerson(
            f"The plan is of {made}, and its approval counted until {wording.day(last)}; make a new "
            "one, `goodterms plan --out plan.json`, and approve that."
        )


def taken_up(store: Store, company: str, approved: Approved) -> Mapping[str, State]:
    """What earlier runs of the same plan have carried out, or begun to: mark -> where it stands."""
    with store.read() as connection:
        intents = outbox_rows.all_intents(connection, company)
    return {
        intent.approval: intent.state
        for intent in intents
        if intent.approval is not None
        and intent.approval.startswith(approved.plan)
        and intent.state not in _NOT_TAKEN_UP
    }


def allowed(plan: Plan, approved: Approved, done: Mapping[str, State]) -> Allowed:
    """The contacts of today's plan that were approved as they are, and what is different since."""
    shown = zip(plan.decisions, plan.json["decisions"], strict=False)
    today = {identity(said): each for each, said in shown if each.action.is_contact}
    same = {key: each for key, each in today.items() if key in approved.decisions}
    other = {key: _changed(plan, approved, key, each) for key, each in same.items()}
    marks = {key: f"{approved.plan}/{key}" for key in approved.decisions}
    return Allowed(
        contacts=tuple((each, marks[key]) for key, each in same.items() if not other[key]),
        stale=Stale(
            gone=tuple(
                f"{each.says} {why_gone(each.shown, plan.json['decisions'])}"
                for key, each in approved.decisions.items()
                if key not in today and marks[key] not in done
            ),
            reworded=tuple(_by_reason(approved, other)),
            new=tuple(
                f"{each.customer_name}: {each.reason}"
                for key, each in today.items()
                if key not in approved.decisions and not approved.is_struck(each.customer_name)
            ),
            done=tuple(
                f"{each.says} ({done[marks[key]]})"
                for key, each in approved.decisions.items()
                if key not in today and done.get(marks[key], State.APPROVED) is not State.APPROVED
            ),
        ),
    )


def _changed(plan: Plan, approved: Approved, key: str, decision: Decision) -> str:
    """Why the words are not those that were approved; empty where they are."""
    now = plan.words(decision, on=approved.on)
    return wording.listing(list(changed(approved.decisions[key].words, now)))


def _by_reason(approved: Approved, other: Mapping[str, str]) -> Iterator[str]:
    names: dict[str, list[str]] = defaultdict(list)
    for key, why in other.items():
        if why:
            names[why].append(approved.decisions[key].name)
    for why, who in names.items():
        yield f"{wording.listing(list(dict.fromkeys(who)))}: {why}"
