"""Why an invoice was contacted, or why not: what decided, every finding, what comes next."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from rich.console import Console
from rich.markup import escape

from reports.console import table
from reports.excerpts import excerpt
from reports.explained import Answer, Explained
from rules import wording
from rules.ahead import Coming
from rules.case import StepState, Taken
from rules.decisions import Decision, Finding, Line
from rules.problems import Place
from sync.plan import Plan

_PLACE: Final = re.compile(r"(.+):(\d+):(\d+)")
_STATES: Final = {
    StepState.SENT: "",
    StepState.QUEUED: ", on its way",
    StepState.WAITING: ", waits for a person",
    StepState.UNKNOWN: ", not known whether it went out",
    StepState.FAILED: ", could not be delivered",
}


def show_answer(told: Answer, texts: Mapping[str, str], console: Console) -> None:
    """All there is to say; `texts` are those of the rulebook's files, by their names."""
    for sentence in told.sentences:
        console.print(f"{escape(sentence)}\n")
    show_explanations(told.explained, texts, console)


def show_explanations(
    explained: Iterable[Explained], texts: Mapping[str, str], console: Console
) -> None:
    """One block a decision: the reason, what decided, the facts, what comes next."""
    for one in explained:
        decision = one.decision
        invoices = ", ".join(map(_invoice, decision.lines))
        console.print(f"[bold]{escape(decision.customer_name)}[/bold]: {escape(invoices)}")
        console.print(f"{decision.action.value}: {escape(decision.reason)}\n")
        if decision.because is not None:
            head = "Decided by" if decision.action.is_contact else "First in the way"
            for line in _because(head, decision.because, texts):
                console.print(escape(line))
            console.print()
        shown = table("", "Finding", "Rule")
        for finding in decision.findings:
            shown.add_row("✓" if finding.holds else "✗", escape(finding.says), escape(finding.at))
        if decision.findings:
            console.print(shown)
            console.print()
        for line in (*_before(one.before), *_to_do(decision), *_ahead(one)):
            console.print(escape(line))
        console.print()


def _invoice(line: Line) -> str:
    balance = line.invoice.balance
    return f"{wording.name_of(line.invoice)} ({wording.money(balance)}, {_due(line)})"


def _due(line: Line) -> str:
    paid_on = line.invoice.paid_on
    if not line.invoice.is_open and paid_on is not None:
        return f"paid on {wording.day(paid_on)}"
    return wording.overdue(line.days_overdue) if line.invoice.due else "no due date"


def _because(head: str, finding: Finding, texts: Mapping[str, str]) -> Iterator[str]:
    yield f"{head}: {finding.says}"
    place = _PLACE.fullmatch(finding.at)
    if place is None:
        fixed = ", which no rulebook can change" if finding.at.startswith("promise") else ""
        yield f"      {finding.at}{fixed}"
        return
    yield f"      {finding.at}"
    yield from excerpt(Place(place[1], int(place[2]), int(place[3])), texts)


def _before(steps: Iterable[Taken]) -> Iterator[str]:
    said = dict.fromkeys(
        f"{wording.by(step.step, step.channel)} on {wording.day(step.on)}{_STATES[step.state]}"
        for step in steps
    )
    if said:
        yield f"So far: {'; '.join(said)}."


def _to_do(decision: Decision) -> Iterator[str]:
    return (f"To do: {task}" for task in decision.tasks)


def _ahead(one: Explained) -> Iterator[str]:
    if one.stopped is not None:
        kept = one.stopped
        yield f"Next: held on {wording.day(kept.on)}. {kept.decision.reason}"
        yield from (f"To do: {task}" for task in kept.decision.tasks)
    elif not one.ahead:
        if one.ahead is not None and any(line.invoice.is_open for line in one.decision.lines):
            yield "Next: nothing within a year, unless something changes."
    else:
        yield from _coming(one, one.ahead)


def _coming(one: Explained, ahead: Iterable[Coming]) -> Iterator[str]:
    yield f"Next, {_when(one)}:"
    several = len(one.decision.lines) > 1
    for coming in ahead:
        numbers = _numbers(coming)
        about = f", about {numbers}" if several and numbers else _own_step(one, coming)
        yield f"  {wording.day(coming.on)}: {in_words(coming)}{about}"


def _when(one: Explained) -> str:
    if one.crowded_out:
        return "on these days at the earliest: it goes with the first run that has room for it"
    return "once a person has done it today" if one.waits else "if nothing changes"


def _own_step(one: Explained, coming: Coming) -> str:
    """`, as its nudge`: the letter is named for the furthest step among several invoices."""
    steps = {line.invoice.id: line.step for line in coming.decision.lines}
    own = steps.get(one.decision.lines[0].invoice.id)
    return f", as its {own}" if own not in (None, coming.decision.step) else ""


def _numbers(coming: Coming) -> str:
    lines = coming.decision.lines
    return wording.listing([wording.name_of(line.invoice) for line in lines if line.step])


def in_words(coming: Coming) -> str:
    """`check-in by email to Jo Park`."""
    decision = coming.decision
    names = wording.listing([p.name or p.email or "" for p in decision.to])
    whom = f" to {names}" if names and decision.channel != "phone" else ""
    whom = f" with {names}" if names and decision.channel == "phone" else whom
    approval = ", once approved" if decision.needs_approval else ""
    return f"{wording.by(decision.step or '', decision.channel)}{whom}{approval}"


def answer_json(told: Answer, plan: Plan) -> list[dict[str, Any]]:
    """The decisions as in a plan, each with what decided, what went before and what is ahead."""
    shown = {id(d): j for d, j in zip(plan.decisions, plan.json["decisions"], strict=False)}
    found = [_json(one, shown[id(one.decision)]) for one in told.explained]
    return [*found, *({"reason": sentence} for sentence in told.sentences)]


def _json(one: Explained, decision: dict[str, Any]) -> dict[str, Any]:
    because = one.decision.because
    return decision | {
        "because": {"says": because.says, "at": because.at} if because else None,
        "before": [
            {
                "on": step.on.isoformat(),
                "step": step.step,
                "channel": step.channel,
                "state": step.state.value,
                "invoice": step.invoice,
            }
            for step in one.before
        ],
        "ahead": [
            {
                "on": coming.on.isoformat(),
                "decision": coming.decision.action.value,
                "step": coming.decision.step,
                "channel": coming.decision.channel,
                "to": [person.email or person.name for person in coming.decision.to],
            }
            for coming in one.ahead or ()
        ],
        "ahead_waits": one.waits,
        "ahead_crowded_out": one.crowded_out,
    }
