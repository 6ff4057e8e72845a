"""A bookkeeper steers from inside the ledger: tags in notes, and the day a payment is expected on."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from connectors.errors import Refused
from connectors.ledger import Ledger, Note
from rules.case import MarkKind
from rules.decisions import Action
from rules.engine import decide
from rules.facts import CustomerId, InvoiceId
from sync.run import run
from sync.steering import marks_of
from sync.store import mark_rows
from sync.store.engine import open_store
from sync.store.outbox_rows import State
from tests.rules.builders import case, rulebook, step
from tests.rules.builders import invoice as an_invoice
from tests.sync.office import TUESDAY, Office, an_office, customer, invoice, story

KEYS = count()
ONE = InvoiceId("inv-1")


@pytest.fixture
def xero(tmp_path: Path) -> Iterator[Office]:
    """A Xero company with one customer who owes one invoice."""
    told = story([customer("jo")], [invoice("1", "jo", overdue=6)])
    with an_office(tmp_path, "xero", told) as office:
        yield office


def write(office: Office, text: str) -> None:
    """The bookkeeper writes a note on the invoice in Xero."""
    where = InvoiceId(office.books.id_of("1"))
    office.opener().ledger.add_note(where, text, key=f"k{next(KEYS)}")


def holds(office: Office, on: date = TUESDAY) -> tuple[list[str], int]:
    """Why invoices are held after a run, and how many mails there are in all."""
    report = office.run(on)
    held = [d.hold or "" for d in report.plan.decisions if d.action is Action.HOLD]
    return held, len(office.mails())


@pytest.mark.parametrize(
    ("note", "says"),
    [
        ("#hold: Ana talks to them", "hold, “Ana talks to them”, says a note in Xero"),
        ("rang today. #dispute: short delivery", "dispute, “short delivery”, says"),
        ("#no-chase", "no-chase, says a note in Xero"),
        (f"#promised {TUESDAY + timedelta(3)}", "promise until"),
        (f"#promised {TUESDAY - timedelta(9)} half, rest 15 Dec", "hold, “2026-"),
        (f"#replied {TUESDAY + timedelta(9)}", "hold, “2026-"),
    ],
)
def test_a_tag_in_a_note_stops_the_mail(xero: Office, note: str, says: str) -> None:
    write(xero, note)
    report = xero.run()

    [overtaken] = report.of(State.OVERTAKEN)
    assert f"INV-1 is kept quiet now: {says}" in (overtaken.says or "")
    assert xero.mails() == []


def test_in_quickbooks_a_reply_of_a_day_to_come_keeps_quiet(tmp_path: Path) -> None:
    """Until that day: then it is a reply like any other, which keeps quiet for a few days more."""
    coming = TUESDAY + timedelta(days=2)
    told = story([customer("jo")], [invoice("1", "jo", overdue=6, memo=f"#replied {coming}")])
    with an_office(tmp_path, "quickbooks", told) as office:
        assert holds(office) == (["on hold"], 0)
        assert holds(office, coming) == (["replied"], 0)


def test_the_next_decision_knows_it_and_asks_no_further_invoice(xero: Office) -> None:
    write(xero, "#hold: Ana talks to them")
    xero.run()

    assert holds(xero) == (["on hold"], 0)


def test_a_later_note_takes_it_back(xero: Office) -> None:
    """A note in Xero cannot be deleted."""
    write(xero, "#hold: Ana talks to them")
    xero.run()
    write(xero, "#clear, they agreed")

    assert holds(xero) == ([], 1)


def test_a_hold_that_has_run_out_holds_no_more(xero: Office) -> None:
    write(xero, f"#hold until {TUESDAY}")
    assert holds(xero)[1] == 0

    assert holds(xero, TUESDAY + timedelta(days=1)) == ([], 1)


def test_notes_are_read_of_the_invoices_about_to_be_spoken_of_alone(tmp_path: Path) -> None:
    told = story(
        [customer("jo"), customer("kim")],
        [invoice("1", "jo", overdue=6), invoice("2", "kim", overdue=-40)],
    )
    with an_office(tmp_path, "xero", told) as office:
        office.run()
        asked = [call for call in office.sandbox.calls if "History" in call.path]

        assert [call.method for call in asked] == ["GET", "PUT"]
        assert all(office.books.id_of("1") in call.path for call in asked)


class ShowsNoNotes:
    """A ledger that refuses to show the notes of an invoice."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def notes(self, invoice: InvoiceId) -> tuple[Note, ...]:
        raise Refused(f'there are no notes of "{invoice}" to be seen', status=404)


def test_a_ledger_that_shows_no_notes_stops_no_mail(xero: Office) -> None:
    house = xero.opener().house(as_of=TUESDAY)
    report = run(replace(house, ledger=cast(Ledger, ShowsNoNotes(house.ledger))))

    assert len(report.of(State.SENT)) == 1
    assert report.exit_code == 0


def test_reading_notes_can_be_switched_off(xero: Office) -> None:
    text = xero.config.read_text("utf-8").replace("[ledger]", "[ledger]\nread_notes = false")
    xero.config.write_text(text, encoding="utf-8")
    write(xero, "#hold")

    assert holds(xero) == ([], 1)


def test_quickbooks_private_note_is_read_with_the_invoice(tmp_path: Path) -> None:
    held = replace(invoice("1", "jo", overdue=6), memo="#hold: Ana talks to them")
    with an_office(tmp_path, "quickbooks", story([customer("jo")], [held])) as office:
        assert holds(office) == (["on hold"], 0)


@pytest.mark.parametrize(
    "note",
    [
        "#dispute: delivery of 2026-11-03 was short",
        "#no-chase agreed on 2026-01-05",
        "#hold from 2026-11-10 until 2026-12-05",
        "#promised on 2026-11-10 to pay by 2026-12-01",
        "#hold until 9999-12-31",
    ],
)
def test_a_day_in_the_words_of_a_tag_does_not_end_it(
    tmp_path: Path, platform: str, note: str
) -> None:
    held = replace(invoice("1", "jo", overdue=12), memo=note)
    with an_office(tmp_path, platform, story([customer("jo")], [held])) as office:
        assert holds(office)[1] == 0
        assert len(holds(office, TUESDAY + timedelta(days=1))[0]) == 1
        assert office.mails() == []


def test_a_note_of_windows_lines_says_nothing_but_its_words(tmp_path: Path) -> None:
    held = replace(invoice("1", "jo", overdue=6), memo="#hold until 2026-12-05\r\nrang on Monday")
    with an_office(tmp_path, "quickbooks", story([customer("jo")], [held])) as office:
        [reason] = [d.reason for d in office.run().plan.decisions if d.hold]

    assert reason == "On hold until Sat 5 December 2026."


def at(hour: int, text: str) -> Note:
    return Note(text, datetime(2026, 11, 20, hour, tzinfo=UTC))


@pytest.mark.parametrize(
    ("notes", "kinds"),
    [
        ([at(9, "#hold"), at(10, "#dispute: broken")], ["hold", "dispute"]),
        # by their time, not by the order in which Xero shows them
        ([at(10, "#clear"), at(9, "#hold")], []),
        ([at(9, "#clear #no-chase")], ["no-chase"]),
        # said twice, and by us
        ([at(9, "#hold"), at(9, "#hold")], ["hold"]),
        ([at(9, "[goodterms 12345678] #hold")], []),
        ([Note("#promised soon")], ["hold"]),
    ],
)
def test_what_the_notes_of_an_invoice_come_to(notes: list[Note], kinds: list[str]) -> None:
    friday = date(2026, 11, 20)
    assert [mark.kind for mark in marks_of(notes, ONE, friday)] == [MarkKind(k) for k in kinds]


@pytest.mark.parametrize(
    ("note", "today", "since"),
    [
        # 21 November in New Zealand
        (at(15, "#hold"), date(2026, 11, 23), "on hold since Sat 21 November 2026, says"),
        (Note("#hold"), date(2026, 11, 23), "on hold, says a note in Xero"),
        # a trial as of a day before it was written
        (at(15, "#hold"), TUESDAY, "on hold, says a note in Xero"),
    ],
)
def test_a_note_counts_from_the_day_it_was_written_at_the_company(
    tmp_path: Path, note: Note, today: date, since: str
) -> None:
    found = marks_of([note], ONE, today, zone=ZoneInfo("Pacific/Auckland"))
    with closing(open_store("sqlite:///notes.db", base=tmp_path)) as store:
        with store.write() as connection:
            mark_rows.add_mark(connection, "maple", CustomerId("jo"), found[0])
        with store.read() as connection:
            [(_, stored)] = mark_rows.all_marks(connection, "maple")

    assert stored == found[0]
    held = case(an_invoice(), marks=[replace(stored, invoice=None)], today=today)
    assert decide(rulebook(step("nudge", 3)), held)[0].findings[0].says.startswith(since)
