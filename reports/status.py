"""How things stand, for people."""

from rich.console import Console
from rich.markup import escape

from reports.console import table
from reports.mailbox import show_tasks
from sync.status import Status


def show_status(status: Status, console: Console) -> None:
    """The last run, the next one, and what needs a person."""
    last = status.last
    if last is None:
        console.print("There was no run yet.")
    else:
        report = last.report or {}
        says = report.get("error") or ", ".join(
            f"{report.get(name, 0)} {name}" for name in ("sent", "noted", "overtaken", "failed")
        )
        state = {None: "did not end", 0: "went well"}.get(last.exit_code, f"exit {last.exit_code}")
        console.print(
            f"Last run: {last.started_at.astimezone():%A %d %B %Y %H:%M %Z}, {state}: {escape(says)}"
        )
    if status.pull_failed:
        console.print(f"The last pull failed: {escape(status.pull_failed)}")
    if status.schedule is None or status.next_at is None:
        console.print("Next run: none is scheduled; see `goodterms schedule --help`.")
    else:
        console.print(f"Next run: {status.next_at:%A %d %B %Y %H:%M %Z} ({status.schedule.says}).")
    _show_person(status, console)


def _show_person(status: Status, console: Console) -> None:
    if status.person:
        shown = table("Id", "State", "Customer", "Step", "Says", title="Needs a person")
        for intent in status.person:
            words = (intent.customer_name, intent.step or "", intent.says or intent.reason)
            shown.add_row(intent.id[:10], intent.state.value, *map(escape, words))
        console.print(shown)
        console.print(
            "Settle each with `goodterms outbox resolve ID sent|not-sent|approve|done|drop`."
        )
    for note in status.notes_failed:
        console.print(f"Note not written on {note.invoice}: {escape(note.says or '')}")
    if status.mailbox is not None and status.mailbox.failed:
        console.print(f"The mailbox was not read: {escape(status.mailbox.failed)}")
    for sentence in status.unreadable:
        console.print(f"Cannot be read: {escape(sentence)}")
    if not status.needs_a_person:
        console.print("Nothing needs a person.")
    if status.tasks:
        show_tasks(status.tasks, console)
