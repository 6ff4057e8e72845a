"""The mailbox, the tasks and the people, as tables."""

from collections.abc import Sequence
from datetime import date

from rich.console import Console
from rich.markup import escape

from reports.console import table
from sync.inbox.report import InboxReport
from sync.people import CustomerPeople, KnownAt
from sync.store.task_rows import Task


def show_inbox(report: InboxReport, console: Console) -> None:
    """What came, and what it changed."""
    if report.mails:
        shown = table("Came", "From", "Subject", "What it changed")
        for read in report.mails:
            words = (read.sender, read.subject, read.says)
            shown.add_row(read.received_on.isoformat(), *map(escape, words))
        console.print(shown)
    count = len(report.mails)
    console.print(
        f"{count} {'mail' if count == 1 else 'mails'} of customers read, {report.others} of others."
    )
    for sentence in report.unreadable:
        console.print(f"Cannot be read: {escape(sentence)}")
    if report.failed:
        console.print(f"The mailbox: {escape(report.failed)}")


def show_tasks(tasks: Sequence[Task], console: Console) -> None:
    """What a person is to do, the oldest first."""
    if not tasks:
        console.print("There is no task for anybody.")
        return
    shown = table("Id", "Since", "Customer", "Task", "About", title="Tasks")
    for task in tasks:
        words = (task.customer_name, task.words, task.about)
        shown.add_row(task.id[:6], task.since.isoformat(), *map(escape, words))
    console.print(shown)
    console.print("When one is done: `goodterms tasks done ID`.")


def show_people(customers: Sequence[CustomerPeople], console: Console) -> None:
    """Who is known at each customer."""
    if not customers:
        console.print("There is no such customer.")
        return
    shown = table("Customer", "Person", "Role", "Address", "Confirmed", "Came back", "Remark")
    for customer in customers:
        for person in customer.people:
            words = (customer.name, person.name or "", person.role or "", person.email)
            dates = (_day(person.confirmed_on), _day(person.bounced_on))
            shown.add_row(*map(escape, words), *dates, escape(_remark(person)))
        for written in customer.unusable:
            shown.add_row(escape(customer.name), "", "", escape(written), "", "", "cannot be used")
        if not customer.people and not customer.unusable:
            shown.add_row(escape(customer.name), "", "", "", "", "", "no address is known")
    console.print(shown)


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""


def _remark(person: KnownAt) -> str:
    if not person.is_usable:
        return f"does not arrive: {person.says}" if person.says else "does not arrive"
    return "nobody in particular" if person.is_vague and not person.name else ""
