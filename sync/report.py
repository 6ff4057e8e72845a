"""What a run did, as values: the outcome of each intent and note, and the report of them all."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sync import breaker, pay_links
from sync.inbox.report import InboxReport
from sync.plan import Plan
from sync.pull import PullReport
from sync.store.delivery_rows import delivery_of
from sync.store.outbox_rows import Intent, NoteDue, State
from sync.store.task_rows import Task

DONE, NEEDS_A_PERSON, TRY_AGAIN = 0, 1, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one intent."""

    intent: Intent
    state: State
    says: str | None = None
    refused: tuple[str, ...] = ()
    """Recipients whom the mail server would not take, while others got the mail."""
    unlinked: tuple[tuple[str, str], ...] = ()
    """Invoices that the mail lists without a pay link: number, and why."""

    @property
    def waits_anew(self) -> bool:
        """Whether a person had approved it, and is asked once more."""
        return self.state is State.WAITING and self.intent.state is State.APPROVED

    @property
    def json(self) -> dict[str, Any]:
        """One entry of the report's lists."""
        intent = self.intent
        delivery = delivery_of(replace(intent, state=self.state, says=self.says))
        return {
            "id": intent.id,
            "decision": intent.action.value,
            "step": intent.step,
            "customer": {"id": intent.customer, "name": intent.customer_name},
            "to": [person.email for person in intent.to if person.email],
            "invoices": [{"id": line.invoice, "number": line.number} for line in intent.lines],
            "message_id": intent.message_id,
            "says": self.says,
            "delivery": delivery.value if delivery else None,
            "refused": list(self.refused),
        }


@dataclass(frozen=True, slots=True)
class NoteOutcome:
    """What became of one note."""

    note: NoteDue
    state: State
    says: str | None = None


LISTS = {
    "sent": State.SENT,
    "overtaken": State.OVERTAKEN,
    "unknown": State.UNKNOWN,
    "failed": State.FAILED,
    "queued": State.QUEUED,
    "waiting": State.WAITING,
}
"""The report's lists of intents, by the state that each ended in."""


@dataclass(frozen=True, slots=True)
class Stale:
    """What is different from an approved plan by now, and was not carried out."""

    gone: tuple[str, ...] = ()
    """Approved decisions that are not taken any more."""
    reworded: tuple[str, ...] = ()
    """Approved decisions whose letters would say something else: why, with whose they are."""
    new: tuple[str, ...] = ()
    """Decisions that nobody approved."""
    done: tuple[str, ...] = ()
    """Carried out by an earlier run of the same plan: nothing about these is different."""

    @property
    def is_different(self) -> bool:
        """Whether anything is not as it was approved."""
        return bool(self.gone or self.reworded or self.new)


STALE = ("gone", "reworded", "new", "done")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What one run did."""

    plan: Plan
    pulled: PullReport
    outcomes: tuple[Outcome, ...]
    notes: tuple[NoteOutcome, ...]
    waits_for_window: datetime | None
    """When the send window opens, if mails wait for it."""
    stale: Stale = Stale()
    """Only of a run by an approved plan."""
    inbox: InboxReport | None = None
    """What came into the mailbox; None where none is read."""
    tasks: tuple[Task, ...] = ()
    """What a person is to do, the oldest first. A task by itself changes no exit code."""

    def of(self, *states: State) -> tuple[Outcome, ...]:
        """The outcomes in these states."""
        return tuple(outcome for outcome in self.outcomes if outcome.state in states)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What went well and could go better: one sentence each."""
        return pay_links.warnings([each for sent in self.of(State.SENT) for each in sent.unlinked])

    @property
    def exit_code(self) -> int:
        """0 done, 1 something needs a person, 3 the mail server, the mailbox or the ledger is away."""
        notes_failed = any(note.state is State.FAILED for note in self.notes)
        refused = any(outcome.refused for outcome in self.outcomes)
        changed = self.stale.is_different
        asked = any(
            outcome.waits_anew or outcome.intent.decided_on == self.plan.on
            for outcome in self.of(State.WAITING)
        )
        if self.of(State.UNKNOWN, State.FAILED) or notes_failed or refused or changed or asked:
            return NEEDS_A_PERSON
        unread = self.inbox.exit_code if self.inbox else DONE
        if unread:
            return unread
        deferred = self.waits_for_window is None and bool(self.of(State.QUEUED))
        notes_due = any(note.state is State.QUEUED for note in self.notes)
        return TRY_AGAIN if deferred or notes_due else DONE

    @property
    def json(self) -> dict[str, Any]:
        """The plan's JSON with what became of it: see docs/json.md."""
        lists: dict[str, list[dict[str, Any]]] = {
            name: [outcome.json for outcome in self.of(state)] for name, state in LISTS.items()
        }
        lists["noted"] = [
            {"invoice": note.note.invoice, "text": note.note.text}
            for note in self.notes
            if note.state is State.SENT
        ]
        lists["not_noted"] = [
            {"invoice": note.note.invoice, "text": note.note.text, "says": note.says}
            for note in self.notes
            if note.state is not State.SENT
        ]
        return {
            **self.plan.json,
            **{name: len(entries) for name, entries in lists.items()},
            "lists": lists,
            "warnings": list(self.warnings),
            "stale": {name: list(getattr(self.stale, name)) for name in STALE},
            "volume": breaker.volume_of(self.plan).json,
            "pull": {"calls": self.pulled.calls, "records": self.pulled.records},
            "inbox": None if self.inbox is None else self.inbox.json,
            "tasks": [task.json for task in self.tasks],
            "exit_code": self.exit_code,
        }
