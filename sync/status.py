"""Status: the last run, the next one, and what needs a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sync import runs
from sync.house import Opener
from sync.resolve import for_a_person
from sync.runs import Run
from sync.schedule import installed_for, next_run
from sync.store import incoming_rows, ledger_copy, outbox_rows, task_rows
from sync.store.incoming_rows import MailboxState
from sync.store.outbox_rows import Intent, NoteDue, State
from sync.store.task_rows import Task, TaskState
from sync.timers import Installed


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How things stand."""

    last: Run | None
    pulled_at: datetime | None
    pull_failed: str | None
    schedule: Installed | None
    next_at: datetime | None
    person: Sequence[Intent]
    """Intents that wait for a person."""
    notes_failed: Sequence[NoteDue]
    unreadable: Sequence[str]
    """A sentence for each record that could not be read."""
    tasks: Sequence[Task]
    """Things to find out or to read; none of them stops a run."""
    mailbox: MailboxState | None
    """None where no mailbox is read."""

    @property
    def needs_a_person(self) -> bool:
        """Whether anything at all waits for somebody."""
        failed = self.last is not None and self.last.exit_code not in (0, None)
        asked = self.person or self.notes_failed or self.unreadable
        unread = self.mailbox is not None and self.mailbox.failed
        return bool(asked or failed or self.pull_failed or unread)

    @property
    def json(self) -> dict[str, Any]:
        """For machines."""
        last = self.last
        return {
            "last_run": None
            if last is None
            else {
                "started_at": last.started_at.isoformat(),
                "ended_at": last.ended_at.isoformat() if last.ended_at else None,
                "on": last.decided_on.isoformat() if last.decided_on else None,
                "exit_code": last.exit_code,
                "report": last.report,
            },
            "pulled_at": self.pulled_at.isoformat() if self.pulled_at else None,
            "pull_failed": self.pull_failed,
            "schedule": None if self.schedule is None else self.schedule.says,
            "next_run": self.next_at.isoformat() if self.next_at else None,
            "needs_a_person": [
                {
                    "id": intent.id,
                    "state": intent.state.value,
                    "customer": intent.customer_name,
                    "step": intent.step,
                    "says": intent.says or intent.reason,
                }
                for intent in self.person
            ],
            "notes_failed": [
                {"invoice": note.invoice, "says": note.says} for note in self.notes_failed
            ],
            "unreadable": list(self.unreadable),
            "tasks": [task.json for task in self.tasks],
            "mailbox": None if self.mailbox is None else self.mailbox.json,
        }


def status_of(opener: Opener, now: datetime) -> Status:
    """Gather how things stand for one company."""
    store, company = opener.store, opener.settings.company
    schedule = installed_for(store, company)
    last = next(iter(runs.last_runs(store, company)), None)
    with store.read() as connection:
        state = ledger_copy.pull_state(connection, company)
        return Status(
            last=last,
            pulled_at=state.pulled_at,
            pull_failed=state.failed,
            schedule=schedule,
            next_at=None if schedule is None else next_run(schedule, now),
            person=for_a_person(connection, company),
            notes_failed=outbox_rows.all_notes(connection, company, (State.FAILED,)),
            unreadable=[
                f"{record.kind.value} {record.id or '?'}: {record.why}"
                for record in ledger_copy.all_unreadable(connection, company)
            ],
            tasks=task_rows.all_tasks(connection, company, TaskState.OPEN),
            mailbox=incoming_rows.mailbox_state(connection, company),
        )
