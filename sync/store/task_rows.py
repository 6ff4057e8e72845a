"""Tasks: things for a person to do, each there once."""

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from rules.facts import CustomerId
from sync.store.schema import tasks as table


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    DONE = "done"
    """A person said so."""
    GONE = "gone"
    """Nobody has to do it any more."""


class Source(StrEnum):
    """Where a task comes from."""

    REPLY = "reply"
    BOUNCE = "bounce"
    AWAY = "out of office"
    MAIL = "mail"
    """A mail that could not be handed over."""
    HOLD = "hold"
    """Something keeps us quiet until it is done."""
    STEP = "step"
    """Something to find out beside a step that was taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing for a person to do."""

    id: str
    since: date
    customer: CustomerId | None
    """None: it is about no one customer."""
    customer_name: str
    words: str
    """What is to be done."""
    about: str = ""
    """What it is about, such as the first lines of a reply."""
    source: Source
    state: TaskState = TaskState.OPEN
    changed_on: date

    @property
    def json(self) -> dict[str, Any]:
        """The interface: see docs/json.md."""
        return {
            "id": self.id,
            "since": self.since.isoformat(),
            "customer": {"id": self.customer, "name": self.customer_name or None},
            "says": self.words,
            "about": self.about or None,
            "source": self.source.value,
        }


def new_task(
    words: str,
    *,
    source: Source,
    since: date,
    customer: CustomerId | None = None,
    customer_name: str = "",
    about: str = "",
    key: str = "",
) -> Task:
    """An open task. Two with the same words are one, unless their keys differ."""
    digest = hashlib.sha256(f"{words}\n{key}".encode()).hexdigest()
    return Task(
        id=digest[:10],
        since=since,
        customer=customer,
        customer_name=customer_name,
        words=words,
        about=about,
        source=source,
        changed_on=since,
    )


def all_tasks(connection: Connection, company: str, *states: TaskState) -> tuple[Task, ...]:
    """The tasks in these states, the oldest first."""
    query = select(table).where(
        table.c.company == company, table.c.state.in_([state.value for state in states])
    )
    rows = connection.execute(query.order_by(table.c.since, table.c.customer_name, table.c.id))
    return tuple(_task(row, company) for row in rows)


def _task(row: Row[Any], company: str) -> Task:
    return Task(
        id=row.id.removeprefix(f"{company} "),
        since=date.fromisoformat(row.since),
        customer=None if row.customer is None else CustomerId(row.customer),
        customer_name=row.customer_name,
        words=row.words,
        about=row.about,
        source=Source(row.source),
        state=TaskState(row.state),
        changed_on=date.fromisoformat(row.changed_on),
    )


def add_task(connection: Connection, company: str, task: Task) -> None:
    """Store a new task."""
    connection.execute(
        insert(table).values(
            id=f"{company} {task.id}",
            company=company,
            customer=task.customer,
            customer_name=task.customer_name,
            words=task.words,
            about=task.about,
            source=task.source.value,
            since=task.since.isoformat(),
            state=task.state.value,
            changed_on=task.changed_on.isoformat(),
        )
    )


def set_task(
    connection: Connection, company: str, task: str, state: TaskState, *, on: date
) -> None:
    """Move a task to another state; one that is opened anew counts from that day."""
    values = {"state": state.value, "changed_on": on.isoformat()}
    if state is TaskState.OPEN:
        values["since"] = on.isoformat()
    connection.execute(update(table).where(table.c.id == f"{company} {task}").values(values))
