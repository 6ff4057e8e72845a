"""An agreed plan of instalments, on both platforms: kept, missed, caught up, missed again."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.errors import Misuse
from sync.cases import read_books
from sync.marking import add, find_target, mark_target, new_mark, read_parts
from sync.run import decide_now
from tests.sync.office import TUESDAY, Office, an_office, customer, invoice, story
from tests.sync.test_thanks import day, last

RULES = """\
rulebook: 1
extends: goodterms/gentle
company:
  from: Ana Reid <accounts@maple.example>
thanks: none
"""


def agree(office: Office, wanted: str, *parts: tuple[date, str], since: date = TUESDAY) -> None:
    """A plan is agreed on the Tuesday."""
    opener = office.opener()
    company = opener.settings.company
    books = read_books(opener.store, company)
    target = find_target(books, wanted)
    mark = new_mark("instalments", target, until=None, words="", today=since)
    written = [f"{on}={amount}" for on, amount in parts]
    add(opener.store, company, target, replace(mark, parts=read_parts(written, books, target)))


def reason(office: Office, on: date) -> str:
    """What the plan of a day says of the one invoice."""
    [decision] = decide_now(office.opener().house(as_of=on)).decisions
    return decision.reason


def test_a_plan_keeps_quiet_until_a_part_is_missed_and_again_when_it_is_caught_up(
    tmp_path: Path, platform: str
) -> None:
    """Parts for the 24th of November and the 8th and 22nd of December; the first comes late."""
    told = story([customer("jo")], [invoice("1", "jo", overdue=40)])
    with an_office(tmp_path, platform, told) as office:
        office.write_rules(RULES)
        office.opener().pull()
        agree(office, "INV-1", (day(7), "40"), (day(21), "40"), (day(35), "20"))
        assert all(not office.run(day(later)).outcomes for later in (0, 3, 7))
        assert "up to date: NZD 40.00 comes next, by Tue 24 November 2026" in reason(office, day(7))

        assert not office.run(day(8)).outcomes
        office.run(day(9))
        assert "One part of it, NZD 40.00 on Tuesday 24 November 2026, has not reached us" in (
            last(office)
        )
        assert "Still to come after it: NZD 40.00 on Tuesday 8 December 2026" in last(office)
        assert any('"instalment 2026-11-24" e-mailed' in note for note in office.notes())

        office.books.pay("1", on=day(10), amount=Decimal("40.00"))
        assert all(not office.run(day(later)).outcomes for later in (10, 14, 20, 21))
        assert "up to date" in reason(office, day(21))

        office.run(day(23))  # the second part, missed
        assert "NZD 40.00 on Tuesday 8 December 2026, has not" in last(office)
        assert "Still to come after it: NZD 20.00 on Tuesday 22 December 2026" in last(office)
        assert len(office.mails()) == 2


def test_a_missed_part_that_is_never_paid_leads_back_to_the_ladder(
    tmp_path: Path, platform: str
) -> None:
    """The gentlest overdue step first, and not in the days after the word on the instalment."""
    told = story([customer("jo")], [invoice("1", "jo", overdue=6)])
    with an_office(tmp_path, platform, told) as office:
        office.write_rules(RULES)
        office.opener().pull()
        agree(office, "INV-1", (day(2), "100"))
        steps = {
            on: outcome.intent.step
            for later in range(30)
            if (on := day(later))
            for outcome in office.run(on).outcomes
            if outcome.intent.channel == "email"
        }
        first, second = list(steps.items())[:2]
        assert first == (day(6), "instalment")
        assert second[1] == "nudge"
        assert second[0] - first[0] >= timedelta(days=4)


def test_a_plan_of_a_customer_leaves_new_invoices_to_the_ladder(
    tmp_path: Path, platform: str
) -> None:
    told = story(
        [customer("jo")],
        [
            invoice("1", "jo", overdue=40),
            invoice("2", "jo", overdue=30),
            invoice("3", "jo", overdue=-5, issued=day(1)),
        ],
    )
    with an_office(tmp_path, platform, told) as office:
        office.write_rules(RULES)
        office.opener().pull()
        with pytest.raises(Misuse, match=r"The parts come to NZD 200\.00, and NZD 300.00 is owed"):
            mark_target(
                office.opener(),
                "Jo Ltd",
                "instalments",
                until=None,
                words="",
                parts=["2026-12-01=100", "2027-01-01=100"],
            )
        agree(office, "Jo Ltd", (day(20), "150"), (day(50), "150"))
        plan = decide_now(office.opener().house(as_of=day(4)))
        said = {line.invoice.number: d.hold for d in plan.decisions for line in d.lines}
        assert said == {"INV-1": "on instalments", "INV-2": "on instalments", "INV-3": None}


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        (["tomorrow=50"], '"tomorrow=50" is not a part; write its day and amount'),
        (["2026-13-01=50"], '"2026-13-01" in "2026-13-01=50" is not a day'),
        (["2026-12-01=0"], "asks for nothing"),
        (["2026-12-01=100 EUR"], "EUR 100.00, and EUR 0.00 is owed"),
        ([], "Instalments need their parts"),
    ],
)
def test_a_plan_that_cannot_be_meant_is_one_sentence(
    parts: list[str], says: str, tmp_path: Path
) -> None:
    told = story([customer("jo")], [invoice("1", "jo", overdue=6)])
    with an_office(tmp_path, "xero", told) as office:
        office.opener().pull()
        with pytest.raises(Misuse, match=says):
            mark_target(office.opener(), "INV-1", "instalments", until=None, words="", parts=parts)
