"""`rules simulate`: the contacts that a rulebook would have made, as tables, JSON and CSV."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from rich.console import Console
from rich.markup import escape

from reports.console import table
from rules import wording
from rules.facts import Person
from rules.rulebook import Limits, Rulebook
from sync.cases import Books
from workbench.collecting import no_collecting
from workbench.replay.replay import Contacted, Period, Progress, Replay, no_progress, replay
from workbench.replay.tallies import Tallies, tally
from workbench.replay.unknown import not_known

NO_MONEY: Final = (
    "This counts contacts. It says nothing of money: nobody knows who would have paid sooner."
)
SHOWN: Final = 10
"""How many customers a table names; JSON and CSV have them all."""
COLUMNS: Final = (
    "on",
    "customer_id",
    "customer",
    "action",
    "policy",
    "step",
    "channel",
    "letter",
    "approval",
    "to",
    "cc",
    "invoices",
    "totals",
    "payment_within_5_days",
    "prompt_payer",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """A replay with its figures."""

    file: str
    company: str
    replayed: Replay
    tallies: Tallies
    not_known: tuple[str, ...]
    limits: Limits


def simulate(
    rulebook: Rulebook,
    books: Books,
    period: Period,
    *,
    file: str,
    asked: date | None = None,
    progress: Progress = no_progress,
) -> Simulation:
    """Replay and count. `asked` is the last day that was asked for, where the period may end sooner."""
    with no_collecting():
        replayed = replay(rulebook, books, period, progress=progress)
        return Simulation(
            file=file,
            company=books.company.name,
            replayed=replayed,
            tallies=tally(rulebook, books, replayed),
            not_known=tuple(not_known(books, period, asked=asked)),
            limits=rulebook.limits,
        )


def show_simulation(made: Simulation, console: Console) -> None:
    """The figures, as tables for people."""
    tallies = made.tallies
    console.print(f"[bold]{escape(made.company)}[/bold], {when(made)}, by {escape(made.file)}")
    console.print(f"{NO_MONEY}\n")
    people = f"{len(tallies.customers)} {_plural('customer', len(tallies.customers))}"
    console.print(f"[bold]{tallies.contacts} contacts[/bold] with {people}.\n")
    _show_counts(tallies, console)
    _show_customers(tallies, console)
    for line in remarks(tallies):
        console.print(escape(line))
    console.print("\n[bold]What this history cannot tell[/bold]")
    for line in made.not_known:
        console.print(f"- {escape(line)}")


def when(made: Simulation) -> str:
    """The first day and the last."""
    period = made.replayed.period
    return f"{wording.day(period.start)} to {wording.day(period.end)}"


def _show_counts(tallies: Tallies, console: Console) -> None:
    by_month = table("Month", ">Contacts")
    for month, count in tallies.months.items():
        by_month.add_row(month, str(count))
    by_step = table("Policy", "Step", ">Contacts")
    for (policy, step), count in tallies.steps.items():
        by_step.add_row(escape(policy), escape(step), str(count))
    by_channel = table("Channel", ">Contacts")
    for channel, count in tallies.channels.items():
        by_channel.add_row(channel, str(count))
    for shown in (by_month, by_step, by_channel):
        console.print(shown)
        console.print()


def _show_customers(tallies: Tallies, console: Console) -> None:
    shown = table("Customer", ">Contacts")
    for customer, count in list(tallies.customers.items())[:SHOWN]:
        shown.add_row(escape(tallies.names[customer]), str(count))
    if tallies.customers:
        console.print(shown)
    more = len(tallies.customers) - SHOWN
    if more > 0:
        console.print(f"and {more} more {_plural('customer', more)}: see --json or --csv.")
    console.print()


def remarks(tallies: Tallies) -> Iterator[str]:
    """What the figures come to, in sentences."""
    soon = len(tallies.before_payment)
    yield f"Within 5 days before a payment was booked: {soon} of {tallies.contacts} contacts."
    prompt = len({contact.decision.customer for contact in tallies.prompt})
    yield (
        f"Prompt payers reminded: {prompt} {_plural('customer', prompt)}, "
        f"{len(tallies.prompt)} {_plural('contact', len(tallies.prompt))}."
    )
    yield _calls(tallies)
    waited = len(tallies.held_back)
    yield f"Customers whose step waited for the limits: {waited}."
    over = [f"{tallies.names[customer]} ({most})" for customer, most in tallies.over.items()]
    yield f"Customers over the limit of their period: {', '.join(over) or 'none'}."
    never = [f"{step} ({policy})" for policy, step in tallies.never_reached]
    yield f"Steps never reached: {', '.join(never) or 'none'}."


def _calls(tallies: Tallies) -> str:
    if not tallies.calls:
        return "Calls: none."
    most = max(tallies.calls.values())
    on = next(day for day, count in tallies.calls.items() if count == most)
    count, days = sum(tallies.calls.values()), len(tallies.calls)
    return (
        f"Calls: {count} on {wording.days(days)}; the most on one day are {most}, "
        f"on {wording.day(on)}."
    )


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"


def simulation_json(made: Simulation) -> dict[str, Any]:
    """The same for machines, with every contact."""
    tallies, period = made.tallies, made.replayed.period
    return {
        "company": made.company,
        "file": made.file,
        "from": period.start.isoformat(),
        "to": period.end.isoformat(),
        "says": NO_MONEY,
        "contacts": tallies.contacts,
        "months": dict(tallies.months),
        "steps": [
            {"policy": policy or None, "step": step, "contacts": count}
            for (policy, step), count in tallies.steps.items()
        ],
        "never_reached": [{"policy": p, "step": s} for p, s in tallies.never_reached],
        "channels": dict(tallies.channels),
        "customers": [
            {"id": customer, "name": tallies.names[customer], "contacts": count}
            for customer, count in tallies.customers.items()
        ],
        "calls": {day.isoformat(): count for day, count in tallies.calls.items()},
        "within_5_days_before_a_payment": len(tallies.before_payment),
        "prompt_payers": sorted({contact.decision.customer for contact in tallies.prompt}),
        "waited_for_limits": {who: list(why) for who, why in tallies.held_back.items()},
        "over_limits": dict(tallies.over),
        "not_known": list(made.not_known),
        "made": [_contact(contact) for contact in made.replayed.contacts],
    }


def _contact(contact: Contacted) -> dict[str, Any]:
    decision = contact.decision
    return {
        "on": contact.on.isoformat(),
        "decision": decision.action.value,
        "customer": {"id": decision.customer, "name": decision.customer_name},
        "policy": decision.policy,
        "step": decision.step,
        "channel": decision.channel,
        "to": [person.email or person.name for person in decision.to],
        "invoices": [
            {"id": line.invoice.id, "number": line.invoice.number, "step": line.step}
            for line in decision.lines
        ],
        "prompt_payer": contact.prompt,
    }


def simulation_csv(made: Simulation) -> str:
    """A row for each contact, for a spreadsheet."""
    soon = {id(contact) for contact in made.tallies.before_payment}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for contact in made.replayed.contacts:
        writer.writerow(_cell(value) for value in _row(contact, soon=id(contact) in soon))
    return text.getvalue()


def _row(contact: Contacted, *, soon: bool) -> tuple[str, ...]:
    decision = contact.decision
    return (
        contact.on.isoformat(),
        decision.customer,
        decision.customer_name,
        decision.action.value,
        decision.policy or "",
        decision.step or "",
        decision.channel or "",
        decision.letter or "",
        "required" if decision.needs_approval else "auto",
        _people(decision.to),
        _people(decision.cc),
        "; ".join(wording.name_of(line.invoice) for line in decision.lines),
        "; ".join(f"{currency} {total}" for currency, total in decision.totals.items()),
        "yes" if soon else "no",
        "yes" if contact.prompt else "no",
    )


def _people(people: Iterable[Person]) -> str:
    return "; ".join(person.email or person.name or "" for person in people)


def _cell(value: str) -> str:
    # a name in a ledger may begin like a formula; a spreadsheet must not run it
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t")) else value
