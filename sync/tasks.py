"""Tasks: what a person is to do, raised by mails and by decisions, each there once.

A task of a decision that keeps quiet goes away with its reason. Any other stays until a person says
that it is done, or until the customer owes nothing any more. What a person has done is not asked
for again within a month.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sqlalchemy import Connection

from connectors.errors import Misuse
from rules.deciding.holds import IN_THE_OUTBOX
from rules.decisions import Action, Decision
from rules.facts import CustomerId
from sync.cases import Books
from sync.plan import Plan
from sync.store import task_rows
from sync.store.engine import Store
from sync.store.task_rows import Source, Task, TaskState, new_task

AGAIN_AFTER = timedelta(days=30)
"""What a person has done is not raised again within this time."""
EVERY = (TaskState.OPEN, TaskState.DONE, TaskState.GONE)


def raise_task(connection: Connection, company: str, task: Task) -> None:
    """Have a task there, once."""
    known = {each.id: each for each in task_rows.all_tasks(connection, company, *EVERY)}
    _raise(connection, company, task, known.get(task.id))


def _raise(connection: Connection, company: str, task: Task, known: Task | None) -> None:
    if known is None:
        task_rows.add_task(connection, company, task)
    elif known.state is TaskState.GONE or (
        known.state is TaskState.DONE and task.since - known.changed_on >= AGAIN_AFTER
    ):
        task_rows.set_task(connection, company, task.id, TaskState.OPEN, on=task.since)


def keep_tasks(store: Store, company: str, plan: Plan, books: Books) -> None:
    """Raise the tasks of a plan's decisions, and let go of those that nobody has to do any more."""
    raised = {task.id: task for task in _of_plan(plan)}
    owing = {books.billed(invoice.customer) for invoice in books.invoices if invoice.is_open}
    with store.write() as connection:
        known = {task.id: task for task in task_rows.all_tasks(connection, company, *EVERY)}
        for task in raised.values():
            _raise(connection, company, task, known.get(task.id))
        for task in known.values():
            if task.state is TaskState.OPEN and task.id not in raised and _is_over(task, owing):
                task_rows.set_task(connection, company, task.id, TaskState.GONE, on=plan.on)


def _is_over(task: Task, owing: set[CustomerId]) -> bool:
    if task.source is Source.HOLD:
        return True
    return task.source is Source.STEP and task.customer not in owing


def _of_plan(plan: Plan) -> Iterator[Task]:
    """One task for the same words, whatever the number of invoices, and of customers, it is for."""
    found: dict[str, list[Decision]] = defaultdict(list)
    for decision in plan.decisions:
        if decision.hold not in IN_THE_OUTBOX:
            for words in decision.tasks:
                found[words].append(decision)
    for words, decisions in found.items():
        first = decisions[0]
        is_alone = all(decision.customer == first.customer for decision in decisions)
        yield new_task(
            words,
            source=Source.HOLD if _all_quiet(decisions) else Source.STEP,
            since=plan.on,
            customer=first.customer if is_alone else None,
            customer_name=first.customer_name if is_alone else "",
            about=first.reason,
        )


def _all_quiet(decisions: Iterable[Decision]) -> bool:
    return all(decision.action is Action.HOLD for decision in decisions)


def open_tasks(store: Store, company: str) -> tuple[Task, ...]:
    """What a person is to do, the oldest first."""
    with store.read() as connection:
        return task_rows.all_tasks(connection, company, TaskState.OPEN)


def finish(store: Store, company: str, wanted: str, *, today: date) -> Task:
    """A person has done it; by its id or the beginning of it. Raises Misuse when it is not one."""
    found = [task for task in open_tasks(store, company) if task.id.startswith(wanted)]
    if len(found) != 1:
        count = "no" if not found else str(len(found))
        raise Misuse(
            f'"{wanted}" is the beginning of {count} ids of tasks; `goodterms tasks` shows them.'
        )
    with store.write() as connection:
        task_rows.set_task(connection, company, found[0].id, TaskState.DONE, on=today)
    return found[0]
