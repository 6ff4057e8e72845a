"""What a person asks of the mailbox beside the runs."""

from datetime import date

from connectors.errors import Misuse
from sync.cases import read_books
from sync.house import Opener
from sync.inbox.report import InboxReport
from sync.outbox import withdraw_answered
from sync.people import CustomerPeople, confirm, people_of
from sync.run import read_inbox, run_lock, today_of
from sync.store.locks import lock
from sync.store.task_rows import Task
from sync.tasks import finish


def read_now(opener: Opener, *, as_of: date | None = None) -> InboxReport:
    """Read the mailbox outside of a run. Raises Misuse when there is none."""
    house = opener.house(as_of=as_of)
    if house.inbox is None:
        raise Misuse(
            "No mailbox is configured; name it as `inbox` under [mail] in goodterms.toml, such as "
            '"imaps://accounts@mail.example/INBOX".'
        )
    with lock(house.store, run_lock(house.company), what="run"):
        report = read_inbox(house)
        withdraw_answered(house.store, house.company)
    assert report is not None  # noqa: S101 - there is a mailbox
    return report


def finish_task(opener: Opener, wanted: str) -> Task:
    """A person has done it."""
    return finish(opener.store, opener.settings.company, wanted, today=_today(opener))


def known_people(opener: Opener) -> tuple[CustomerPeople, ...]:
    """Who is known at each customer who owes anything."""
    books = read_books(opener.store, opener.settings.company)
    return tuple(people_of(books, opener.rulebook, today=_today(opener)))


def confirm_address(opener: Opener, email: str) -> str:
    """Take a person's word that mail reaches an address; returns a sentence."""
    confirm(opener.store, opener.settings.company, email, today=_today(opener))
    return f"Mail reaches {email}, as of today."


def _today(opener: Opener) -> date:
    house = opener.house()
    return today_of(house, read_books(house.store, house.company).company)
