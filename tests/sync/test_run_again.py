"""Another run, the same day or a later one: what waits for a person keeps its place in the order of things.

Each of these was found by hostile rulebooks run for days (test_hostile_runs).
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.sandbox.story import Story, StoryCredit
from sync.report import RunReport
from sync.resolve import list_intents, resolve
from sync.store.outbox_rows import State
from tests.sync.office import RULEBOOK, TUESDAY, Office, an_office, customer, invoice, story

BASE = """\
  send: {on: [mon, tue, wed, thu, fri, sat, sun]}
limits: {per_customer: 9 in 30 days, gap: 1 day}
thanks: {when: {paid: any time}, letter: thanks}
remove: [called, paid lately]
policies:
  - policy: prompt payers
    for: [new, prompt]
    steps:
"""
CALL_SECOND = (
    RULEBOOK
    + BASE
    + """\
      - {step: nudge, at: on due, letter: nudge}
      - {step: call, at: 1 day after due, channel: phone}
"""
)
CALLS = (
    RULEBOOK
    + BASE
    + """\
      - {step: call, at: on due, channel: phone}
      - {step: ring, at: RUNG days after due, channel: phone}
"""
)
KIM = """\
contacts:
  routes: [{when: {reference: "MKT-*"}, to: Kim Lee <kim@jo.example>}]
"""
OFFER = (
    RULEBOOK
    + BASE
    + "      - {step: offer, at: 3 days after due, letter: instalments, approval: required}\n"
)


def day(offset: int) -> date:
    """So many days after the Tuesday."""
    return TUESDAY + timedelta(days=offset)


def answer(office: Office, outcome: str, on: date | None = None) -> None:
    """What a person says of everything that waits."""
    opener = office.opener()
    for intent in list_intents(opener.store, opener.settings.company, everything=False):
        if intent.state is State.WAITING:
            resolve(opener, intent.id, outcome, says="", on=on)


def left(report: RunReport) -> list[str]:
    """What went out."""
    return [outcome.intent.reason for outcome in report.of(State.SENT)]


def two_invoices(*overdue: int) -> Story:
    """Of one customer, as many days overdue."""
    return story(
        [customer("jo", phone="+64 9 555 0134")],
        [invoice(str(n), "jo", overdue=days) for n, days in enumerate(overdue, 1)],
    )


def test_two_offers_that_were_approved_go_out_on_two_days(tmp_path: Path, platform: str) -> None:
    """Decided on different days, and approved together: their person still hears once a day."""
    with an_office(tmp_path, platform, two_invoices(3, -1)) as office:
        office.write_rules(OFFER)
        office.run(day(0))
        office.run(day(4))
        answer(office, "approve")

        [waits] = office.run(day(5)).of(State.QUEUED)
        assert len(office.mails()) == 1
        assert "jo@jo.example hears from us today already" in (waits.says or "")
        office.run(day(5))
        assert len(office.mails()) == 1
        office.run(day(6))
        assert len(office.mails()) == 2


def test_the_note_of_what_was_approved_names_the_day_on_which_it_went(
    tmp_path: Path, platform: str
) -> None:
    with an_office(tmp_path, platform, two_invoices(3)) as office:
        office.write_rules(OFFER)
        office.run(day(0))
        answer(office, "approve")
        office.run(day(3))
        [note] = office.notes()
        assert note.endswith(f" on {day(3)}.")


def test_who_is_to_be_called_today_gets_no_mail_from_a_second_run(
    tmp_path: Path, platform: str
) -> None:
    """The call about one invoice is about the other as well, which has a letter of its own to come."""
    with an_office(tmp_path, platform, two_invoices(0, -4)) as office:
        office.write_rules(CALL_SECOND)
        office.run(day(0))
        assert len(office.mails()) == 1
        office.run(day(4))
        assert left(office.run(day(4))) == []
        assert len(office.mails()) == 1


@pytest.mark.parametrize(
    ("rung", "notes"),
    [
        ("4", ['Call "ring" made', 'Call "ring" made for "call"']),
        ("9", ["Call made that was about this one as well", 'Call "call" made']),
    ],
)
def test_a_call_tells_each_invoice_what_it_stands_for(
    tmp_path: Path, platform: str, rung: str, notes: list[str]
) -> None:
    with an_office(tmp_path, platform, two_invoices(0, -4)) as office:
        office.write_rules(CALLS.replace("RUNG", rung))
        office.run(day(0))
        answer(office, "done", on=day(0))
        office.run(day(4))
        answer(office, "done", on=day(4))
        office.run(day(5))
        said = [text for text in office.notes() if f"{day(4)}" in text]
        assert [text.partition("] ")[2].partition(",")[0] for text in said] == notes


def test_what_is_paid_while_an_offer_waits_stops_no_run_and_is_thanked_for(
    tmp_path: Path, platform: str
) -> None:
    """The offer is taken back, and in the same run everything is decided without it."""
    with an_office(tmp_path, platform, two_invoices(3, -1)) as office:
        office.write_rules(OFFER)
        office.run(day(0))
        answer(office, "approve")
        office.run(day(1))  # from now on they know us
        office.run(day(4))
        office.books.pay("2", on=day(12))
        assert left(office.run(day(12))) == ["Thank Jo Park for 1 invoice paid lately."]
        assert left(office.run(day(12))) == []


def test_thanks_do_not_follow_a_reminder_of_the_same_day(tmp_path: Path, platform: str) -> None:
    """Nor to somebody else at the same customer."""
    told = story(
        [customer("jo")],
        [
            invoice("1", "jo", overdue=0, reference="PO 7"),
            invoice("2", "jo", overdue=-5, reference="MKT-1"),
        ],
    )
    with an_office(tmp_path, platform, told) as office:
        office.write_rules(CALL_SECOND + KIM)
        office.books.pay("2", on=day(-4))
        assert left(office.run(day(0))) == ["Nudge about 1 invoice, due today, to Jo Park."]
        assert left(office.run(day(0))) == []


def test_an_approved_offer_about_what_credit_covers_by_now_stays_here(
    tmp_path: Path, platform: str
) -> None:
    """The credit was to be for the older invoice, until that was void."""
    hundred = Decimal(100)
    credit = StoryCredit(
        key="c", number="CN-1", customer="jo", on=day(-3), total=hundred, remaining=hundred
    )
    told = replace(two_invoices(30, 3), credits=(credit,))
    with an_office(tmp_path, platform, told) as office:
        office.write_rules(OFFER)
        [offer] = office.run(day(0)).of(State.WAITING)
        assert [line.number for line in offer.intent.lines] == ["INV-2"]
        answer(office, "approve")
        office.books.void("1")
        office.run(day(1))
        assert office.mails() == []
