"""A plan and a run, as tables for people."""

from collections import Counter
from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape

from reports.console import table
from reports.mailbox import show_inbox, show_tasks
from rules.decisions import Action, Decision
from sync.plan import Plan, amount
from sync.report import Outcome, RunReport, Stale
from sync.store.outbox_rows import State

SAID = {
    Action.REMIND: "remind",
    Action.CALL: "call",
    Action.SEND_INVOICE: "send invoice",
    Action.THANK: "thank",
    Action.OFFER: "offer",
    Action.HAND_OVER: "hand over",
    Action.STATEMENT: "statement",
    Action.ANNOUNCE: "announce",
}


def show_plan(plan: Plan, console: Console) -> None:
    """Who hears what, who does not and why."""
    console.print(f"[bold]{escape(plan.company.name)}[/bold] on {plan.on:%A %d %B %Y}\n")
    if plan.opens_on is not None:
        console.print(
            f"{plan.on:%A %d %B %Y} is no sending day: nothing goes out. "
            f"The next one is {plan.opens_on:%A %d %B %Y}.\n"
        )
    show_contacts(plan.contacts, console)
    show_quiet(plan.decisions, console)
    for record in plan.unreadable:
        console.print(f"Cannot be read: invoice {record.id}: {escape(record.why)}")
    console.print(f"Plan {plan.hash}")


def show_contacts(contacts: Iterable[Decision], console: Console) -> None:
    """Who hears what, to whom and why."""
    rows = list(contacts)
    if not rows:
        console.print("Nobody hears from us.\n")
        return
    shown = table("What", "Customer", ">Total", "Why")
    for decision in rows:
        approval = " It needs an approval." if decision.needs_approval else ""
        shown.add_row(
            SAID[decision.action],
            escape(decision.customer_name),
            _totals(decision),
            escape(decision.reason + approval),
        )
    console.print(shown)
    console.print()


def _totals(decision: Decision) -> str:
    return "\n".join(f"{key} {amount(value, key)}" for key, value in decision.totals.items())


def show_quiet(decisions: Iterable[Decision], console: Console) -> None:
    """Who hears nothing, and why."""
    held = [decision for decision in decisions if decision.action is Action.HOLD]
    if held:
        shown = table("Held because", "Customer", "Invoice", "Reason")
        for decision in sorted(held, key=lambda d: (d.hold or "", d.customer_name)):
            numbers = ", ".join(line.invoice.number or line.invoice.id for line in decision.lines)
            shown.add_row(
                decision.hold, *map(escape, (decision.customer_name, numbers, decision.reason))
            )
        console.print(shown)
        console.print()
    idle = [decision for decision in decisions if decision.action is Action.NOTHING]
    if idle:
        invoices = sum(len(decision.lines) for decision in idle)
        console.print(f"Nothing to do today about {invoices} open invoices.\n")


def show_run(report: RunReport, console: Console) -> None:
    """What a run did, and what a person has to look at."""
    show_plan(report.plan, console)
    if report.tasks:
        show_tasks(report.tasks, console)
        console.print()
    counts = Counter(outcome.state for outcome in report.outcomes)
    noted = sum(note.state is State.SENT for note in report.notes)
    console.print(
        f"[bold]{counts[State.SENT]} sent[/bold], {noted} noted, "
        f"{counts[State.OVERTAKEN]} overtaken, {counts[State.UNKNOWN]} unknown, "
        f"{counts[State.FAILED]} failed, {counts[State.WAITING]} waiting for a person, "
        f"{counts[State.QUEUED]} not sent yet; {report.pulled.calls} calls to the ledger."
    )
    for state in (State.OVERTAKEN, State.UNKNOWN, State.FAILED, State.QUEUED):
        _show_outcomes(report.of(state), console)
    _show_outcomes([each for each in report.of(State.WAITING) if each.waits_anew], console)
    if report.inbox is not None:
        show_inbox(report.inbox, console)
    _show_stale(report.stale, console)
    for outcome in report.of(State.SENT):
        for refusal in outcome.refused:
            console.print(f"Refused {escape(outcome.intent.customer_name)}: {escape(refusal)}")
    for warning in report.warnings:
        console.print(f"[yellow]Note:[/yellow] {escape(warning)}")
    for note in report.notes:
        if note.state is not State.SENT:
            console.print(f"Note not written on {note.note.invoice}: {escape(note.says or '')}")


def _show_stale(stale: Stale, console: Console) -> None:
    for sentence in stale.gone:
        console.print(f"Approved, and different by now: {escape(sentence)}")
    for sentence in stale.reworded:
        console.print(f"Approved in other words, and not sent: {escape(sentence)}")
    for sentence in stale.new:
        console.print(f"Nobody approved: {escape(sentence)}")
    if stale.done:
        many = "One contact was" if len(stale.done) == 1 else f"{len(stale.done)} contacts were"
        console.print(f"{many} carried out by this plan before.")
    if stale.is_different:
        console.print("What has changed since is for a new plan: `goodterms plan --out plan.json`.")


def _show_outcomes(outcomes: Iterable[Outcome], console: Console) -> None:
    for outcome in outcomes:
        name, says = outcome.intent.customer_name, outcome.says or ""
        console.print(f"{outcome.state.value.capitalize()} {escape(name)}: {escape(says)}")
