"""`goodterms rules diff`: who would hear something else by another rulebook."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import goodterms
from connectors.errors import Misuse
from sync.rulebooks import rulebook_at
from sync.run import pull_now
from sync.store.outbox_rows import State
from tests.sync.office import RULEBOOK, TUESDAY, Office, an_office, customer, invoice, story
from tests.workbench.histories import END, history
from workbench.difference import Two, on_a_day, over_a_period
from workbench.replay.replay import Period, replay

ONE_STEP = """\
remove: [prompt payers, late payers]
policies:
  - policy: everyone
    for: [new, prompt, late]
    steps: [{STEP}]
"""


def rules(step: str, more: str = "") -> str:
    """A rulebook of one step for everyone."""
    return RULEBOOK + ONE_STEP.replace("STEP", step) + more


NOBODY: frozenset[str] = frozenset()
NUDGE = "step: nudge, at: 3 days after due, letter: nudge"
OLD = rules(NUDGE)


@contextmanager
def a_shop(folder: Path, platform: str = "xero") -> Iterator[Office]:
    """ACME is 3 days overdue, and Beta's invoice falls due in 2 days."""
    told = story(
        [customer("acme"), customer("beta")],
        [invoice("1", "acme", overdue=3), invoice("2", "beta", overdue=-2)],
    )
    with an_office(folder, platform, told) as office:
        pull_now(office.opener().house(as_of=TUESDAY))
        yield office


def diff(office: Office, new: str, *words: str, old: str = OLD) -> Result:
    """OLD and this, typed in the office."""
    for name, text in (("old.yaml", old), ("new.yaml", new)):
        (office.folder / name).write_text(text, encoding="utf-8")
    typed = ["--config", str(office.config), "rules", "diff"]
    typed += [str(office.folder / "old.yaml"), str(office.folder / "new.yaml"), *words]
    return CliRunner().invoke(goodterms, typed, catch_exceptions=False)


def changes(folder: Path, new: str, *words: str, old: str = OLD) -> list[tuple[str, str, str]]:
    """Kind, customer and sentence of each change."""
    with a_shop(folder) as office:
        words = words or ("--on", TUESDAY.isoformat())
        told = json.loads(diff(office, new, *words, "--json", old=old).stdout)
        return [(c["kind"], c["customer"]["name"], c["says"]) for c in told["changes"]]


@pytest.mark.parametrize("platform", ["xero", "quickbooks"])
def test_the_same_rulebook_changes_nothing(platform: str, tmp_path: Path) -> None:
    with a_shop(tmp_path, platform) as office:
        shown = diff(office, OLD, "--on", TUESDAY.isoformat()).stdout
        assert "Contacts: 1 instead of 1." in shown
        assert "Nothing changes for any customer." in shown
        assert office.mails() == []


def test_a_customer_who_heard_nothing_before_is_newly_contacted(tmp_path: Path) -> None:
    guarded = rules(NUDGE, 'guards: [{hold: large, when: {balance: "> 50"}}]\n')
    assert changes(tmp_path, OLD, old=guarded) == [
        ("newly contacted", "Acme Ltd", "INV-1: nudge by email on Tue 17 November 2026."),
        ("newly contacted", "Beta Ltd", "INV-2: nudge by email on Mon 23 November 2026."),
    ]


def test_a_hold_that_time_ends_is_a_move_with_the_reason(tmp_path: Path) -> None:
    waits = rules(NUDGE, 'guards: [{hold: not so fast, when: {days_overdue: "< 10"}}]\n')
    (kind, name, says), _ = changes(tmp_path, waits)
    assert (kind, name) == ("moved", "Acme Ltd")
    assert says.startswith(
        "INV-1: nudge by email on Tue 24 November 2026 instead of Tue 17 November 2026. Not so fast: days overdue 3"
    )


def test_a_customer_who_hears_nothing_any_more_is_named_with_the_reason(tmp_path: Path) -> None:
    guarded = rules(NUDGE, 'guards: [{hold: acme rests, when: {customer: "Acme*"}}]\n')
    ((kind, name, says),) = changes(tmp_path, guarded)
    assert (kind, name) == ("no longer contacted", "Acme Ltd")
    assert says.startswith("INV-1: nudge by email on Tue 17 November 2026 falls away. Acme rests")


def test_another_day_is_a_move_of_what_goes_today_and_of_what_is_to_come(tmp_path: Path) -> None:
    later = rules("step: nudge, at: 8 days after due, letter: nudge")
    assert changes(tmp_path, later) == [
        (
            "moved",
            "Acme Ltd",
            ("INV-1: nudge by email on Mon 23 November 2026 instead of Tue 17 November 2026."),
        ),
        (
            "moved",
            "Beta Ltd",
            ("INV-2: nudge by email on Fri 27 November 2026 instead of Mon 23 November 2026."),
        ),
    ]


FIVE = [
    customer("ann"),
    customer("bea"),
    customer("cy"),
    customer("di"),
    customer("eve", email="di@di.example"),
]
TOTALS = {"ann": 100, "bea": 500, "cy": 300, "di": 200, "eve": 400}


@pytest.mark.parametrize(
    "limits", ["limits: {per_run: 1}", "limits: {per_run: 2}", "limits: {backlog: 2 per run}"]
)
def test_what_finds_no_room_in_a_run_comes_on_the_day_on_which_it_does(
    tmp_path: Path, limits: str
) -> None:
    """The days that are told are those of the runs; Di and Eve have one bookkeeper, who hears once a day."""
    overdue = 40 if "backlog" in limits else 3
    told = story(
        FIVE,
        [invoice(who, who, overdue=overdue, total=Decimal(total)) for who, total in TOTALS.items()],
    )
    new = rules(NUDGE, limits + "\n")
    with an_office(tmp_path, "quickbooks", told) as office:
        pull_now(office.opener().house(as_of=TUESDAY))
        found = json.loads(diff(office, new, "--on", TUESDAY.isoformat(), "--json").stdout)
        moved = {change["new"]["number"]: change["new"]["on"] for change in found["changes"]}

        office.write_rules(new)
        went: dict[str, str] = {}
        for days in range(10):
            on = TUESDAY + timedelta(days=days)
            for outcome in office.run(on).of(State.SENT):
                for line in outcome.intent.lines:
                    went.setdefault(line.number or "", on.isoformat())
    assert set(went) == {f"INV-{who}" for who in TOTALS}
    by_the_old = {number: "2026-11-18" if number == "INV-di" else "2026-11-17" for number in went}
    assert moved == {number: on for number, on in went.items() if on != by_the_old[number]}


def test_another_step_on_the_same_day_is_a_move(tmp_path: Path) -> None:
    call = rules("step: call, at: 3 days after due, channel: phone")
    assert [says for _, _, says in changes(tmp_path, call)] == [
        (
            "INV-1: call by phone on Tue 17 November 2026 instead of nudge by email on "
            "Tue 17 November 2026."
        ),
        (
            "INV-2: call by phone on Mon 23 November 2026 instead of nudge by email on "
            "Mon 23 November 2026."
        ),
    ]


def test_other_people_are_named(tmp_path: Path) -> None:
    routed = OLD + (
        'contacts: {routes: [{when: {customer: "Acme*"}, to: Lee Ward <lee@acme.example>}]}\n'
    )
    assert changes(tmp_path, routed) == [
        (
            "re-addressed",
            "Acme Ltd",
            (
                "INV-1: nudge goes to Lee Ward <lee@acme.example> instead of Acme Park "
                "<acme@acme.example>."
            ),
        )
    ]


def test_another_letter_under_the_same_step_is_told_by_its_text(tmp_path: Path) -> None:
    reworded = rules("step: nudge, at: 3 days after due, letter: check-in")
    assert changes(tmp_path, reworded) == [
        ("re-worded", "Acme Ltd", "INV-1: the letter of nudge says something else."),
        ("re-worded", "Beta Ltd", "INV-2: the letter of nudge says something else."),
    ]


def test_another_signature_is_another_text(tmp_path: Path) -> None:
    signed = OLD.replace("Ana Reid", "Bo Lind")
    assert [kind for kind, _, _ in changes(tmp_path, signed)] == ["re-worded"] * 2


def test_a_period_is_compared_by_replaying_both(tmp_path: Path) -> None:
    later = rules("step: nudge, at: 5 days after due, letter: nudge")
    period = ("--from", "2026-11-02", "--to", "2026-11-30")
    found = changes(tmp_path, later, *period)
    assert (
        "moved",
        "Acme Ltd",
        ("INV-1: nudge by email on Thu 19 November 2026 instead of Tue 17 November 2026."),
    ) in found
    assert {kind for kind, _, _ in found} == {"moved"}


NO_HURRY = 'guards: [{hold: no hurry, when: {days_overdue: "< 400"}}]\n'
LATER_ON = """\
remove: [prompt payers, late payers]
policies:
  - policy: everyone
    for: [new, prompt, late]
    when: {days_overdue: ">= 30"}
    steps: [{step: nudge, at: 3 days after due, letter: nudge}]
"""
AT_REST = (
    'guards: [{hold: at rest, when: {all: [{days_overdue: ">= 7"}, {days_overdue: "<= 20"}]}}]\n'
)


@pytest.mark.parametrize(
    ("new", "moves_to"),
    [
        (rules(NUDGE, NO_HURRY), "Mon 20 December 2027"),
        (rules("step: nudge, at: 400 days after due, letter: nudge"), "Mon 20 December 2027"),
        (RULEBOOK + LATER_ON, "Mon 14 December 2026"),
        (rules("step: nudge, at: 8 days after due, letter: nudge", AT_REST), "Mon 7 December 2026"),
    ],
    ids=["a long hold", "a late step", "a policy that begins", "a hold that begins and ends"],
)
def test_what_comes_some_day_is_moved_and_does_not_fall_away(
    tmp_path: Path, new: str, moves_to: str
) -> None:
    (kind, _, says), _ = changes(tmp_path, new)
    assert kind == "moved"
    assert says.startswith(f"INV-1: nudge by email on {moves_to} instead of Tue 17 November 2026.")


def test_what_falls_away_on_its_later_day_has_the_reason_of_that_day(tmp_path: Path) -> None:
    """Nothing holds it today: the hold begins before the step's new day, and never ends."""
    given_up = 'guards: [{hold: given up, when: {days_overdue: ">= 7"}}]\n'
    new = rules("step: nudge, at: 8 days after due, letter: nudge", given_up)
    (kind, _, says), _ = changes(tmp_path, new)
    assert kind == "no longer contacted"
    assert says == (
        "INV-1: nudge by email on Tue 17 November 2026 falls away. "
        "Given up: days overdue 9, needs at least 7: holds."
    )


SHORT = ("--from", "2026-11-02", "--to", "2026-11-20")


def test_a_step_that_moves_beyond_the_period_is_told_with_its_day(tmp_path: Path) -> None:
    """Other Ltd paid on the 16th: by then the later step had not come."""
    later = rules("step: nudge, at: 8 days after due, letter: nudge")
    assert changes(tmp_path, later, *SHORT) == [
        (
            "no longer contacted",
            "Other Ltd",
            (
                "INV-settled: nudge by email on Tue 10 November 2026 falls away. Next is nudge, on "
                "Mon 16 November 2026 at the earliest. It was paid on Mon 16 November 2026."
            ),
        ),
        (
            "moved",
            "Acme Ltd",
            (
                "INV-1: nudge by email on Mon 23 November 2026, after the days looked at, instead of "
                "Tue 17 November 2026."
            ),
        ),
    ]


def test_a_step_that_moves_into_the_period_is_not_new(tmp_path: Path) -> None:
    later = rules("step: nudge, at: 8 days after due, letter: nudge")
    assert (
        "moved",
        "Acme Ltd",
        (
            "INV-1: nudge by email on Tue 17 November 2026 instead of Mon 23 November 2026, after the "
            "days looked at."
        ),
    ) in changes(tmp_path, OLD, *SHORT, old=later)


CHECK_IN = "step: check-in, at: 12 days after due, letter: check-in"


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (
            rules(NUDGE, 'guards: [{hold: acme rests, when: {customer: "Acme*"}}]\n'),
            'Acme rests: customer "Acme Ltd", needs "Acme*": holds.',
        ),
        (
            rules(CHECK_IN),
            (
                "The policy “everyone” has no step nudge. Next is check-in by email on "
                "Thu 26 November 2026."
            ),
        ),
        (
            rules(NUDGE, NO_HURRY.replace("hurry", "time")),
            None,
        ),
    ],
    ids=["a guard", "no such step", "a hold for longer than a year"],
)
def test_whatever_falls_away_in_a_period_has_its_reason(
    tmp_path: Path, new: str, why: str | None
) -> None:
    old = rules(f"{NUDGE}}}, {{{CHECK_IN}")
    found = [
        says for _, name, says in changes(tmp_path, new, *SHORT, old=old) if name == "Acme Ltd"
    ]
    if why is None:
        assert found[0].startswith(
            "INV-1: nudge by email on Mon 20 December 2027, after the days looked at, instead of"
        )
    else:
        assert found == [f"INV-1: nudge by email on Tue 17 November 2026 falls away. {why}"]


def test_a_step_that_a_later_one_overtakes_falls_away_and_what_comes_is_named(
    tmp_path: Path,
) -> None:
    """By both rulebooks it is then nudged, on Mon 23 November, after the days looked at."""
    both = f"step: heads-up, at: 3 days before due, letter: heads-up}}, {{{NUDGE}"
    patient = rules(both, 'guards: [{hold: patient, when: {days_until_due: ">= 0"}}]\n')
    found = changes(tmp_path, patient, *SHORT, old=rules(both))
    assert [says for _, name, says in found if name == "Beta Ltd"] == [
        (
            "INV-2: heads-up by email on Mon 16 November 2026 falls away. Patient: days until due 3, "
            "needs at least 0: holds. Next is nudge by email on Mon 23 November 2026."
        )
    ]


def test_thanks_that_fall_away_have_their_reason_too(tmp_path: Path) -> None:
    thanks = "thanks: {when: {paid: any time}, letter: thanks}\n"
    mute = 'guards: [{hold: mute, when: {customer: "Other*"}}]\n'
    found = changes(tmp_path, rules(NUDGE, thanks + mute), *SHORT, old=rules(NUDGE, thanks))
    assert [says for _, name, says in found if name == "Other Ltd" and "thanks" in says] == [
        (
            "INV-settled: thanks by email on Mon 16 November 2026 falls away. No reminder goes out "
            "before it, so that there is nothing to thank for."
        )
    ]


def test_a_customer_who_hears_more_and_less_stands_in_one_place(tmp_path: Path) -> None:
    told = story(
        [customer("acme")],
        [invoice("1", "acme", overdue=3), invoice("2", "acme", overdue=3)],
    )
    quiet = "guards: [{hold: quiet, when: {number: INV-NUMBER}}]\n"
    first, second = (rules(NUDGE, quiet.replace("NUMBER", each)) for each in "12")
    with an_office(tmp_path, "xero", told) as office:
        pull_now(office.opener().house(as_of=TUESDAY))
        shown = diff(office, second, "--on", TUESDAY.isoformat(), old=first).stdout
    assert shown.splitlines()[3:7] == [
        "Contacted about something else: some is new, and some falls away (1 customer)",
        "  Acme Ltd",
        "    INV-1: nudge by email on Tue 17 November 2026.",
        (
            '    INV-2: nudge by email on Tue 17 November 2026 falls away. Quiet: number "INV-2", needs '
            '"INV-2": holds.'
        ),
    ]
    assert shown.count("Acme Ltd") == 1


CALM = 'guards: [{hold: calm, when: {days_since_contact: "< 9"}}]\n'


def test_a_hold_that_begins_over_a_weekend_is_waited_for_as_well(tmp_path: Path) -> None:
    """INV-1 is told of on a Friday, and so INV-2 rests from the Saturday on."""
    told = story(
        [customer("acme")], [invoice("1", "acme", overdue=0), invoice("2", "acme", overdue=-3)]
    )
    with an_office(tmp_path, "xero", told) as office:
        pull_now(office.opener().house(as_of=TUESDAY))
        shown = diff(office, rules(NUDGE, CALM), "--on", TUESDAY.isoformat()).stdout
    assert "    INV-2: nudge by email on Mon 30 November 2026 instead of Tue 24 November" in shown


def test_a_statement_that_finds_no_room_says_so(tmp_path: Path) -> None:
    monthly = "statements: {every: month, letter: statement}\n"
    lines = [
        invoice(str(n), who, overdue=9) for n, who in enumerate(("acme", "acme", "beta", "beta"))
    ]
    with an_office(tmp_path, "xero", story([customer("acme"), customer("beta")], lines)) as office:
        pull_now(office.opener().house(as_of=TUESDAY))
        full = "limits: {per_run: 1}\n"
        shown = diff(
            office, rules(NUDGE, monthly + full), "--on", "2026-12-01", old=rules(NUDGE, monthly)
        )
    assert (
        "    Account: statement by email on Wed 2 December 2026 instead of Tue 1 December 2026. "
        "This run is full: it contacts 1 at most." in shown.stdout
    )


@pytest.mark.parametrize("more", [NO_HURRY, CALM, "limits: {gap: 9 days}\nthanks: []\n"])
def test_what_is_said_to_fall_away_never_comes_and_says_why(tmp_path: Path, more: str) -> None:
    books = history(300, customers=30)
    for name, text in (("old.yaml", RULEBOOK), ("new.yaml", RULEBOOK + more)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    two = Two(
        rulebook_at(tmp_path / "old.yaml"), rulebook_at(tmp_path / "new.yaml"), ("old", "new")
    )
    month = Period(start=END - timedelta(30), end=END)
    pulled = END + timedelta(10)
    made = [
        over_a_period(two, books, month, pulled=pulled),
        on_a_day(two, books, END, heard=NOBODY),
    ]
    longer = replay(
        two.new, books, Period(start=month.start, end=END + timedelta(300), pulled=pulled)
    )
    comes = {
        (line.invoice.id, line.step) for went in longer.contacts for line in went.decision.lines
    }
    gone = [change for each in made for change in each.changes if change.new is None]
    assert gone
    assert [change.says for change in gone if not re.search(r" falls away\. \S", change.says)] == []
    of_the_month = [c.old for c in made[0].changes if c.new is None and c.old is not None]
    assert [h.says for h in of_the_month if (h.invoice, h.step) in comes] == []
    for each in made:
        places = [customer for customer, _ in groupby(change.customer for change in each.changes)]
        assert len(places) == len(set(places))


def test_the_ledger_stays_as_fresh_as_it_was_when_it_was_pulled(tmp_path: Path) -> None:
    """Nobody can have paid on days to come; that alone keeps nothing quiet."""
    fresh = "company:\n  payments_within: 5 days\n"
    old, new = (
        rules(f"step: nudge, at: {days} days after due, letter: nudge").replace(
            "company:\n", fresh, 1
        )
        for days in (12, 14)
    )
    found = changes(tmp_path, new, "--from", "2026-11-20", "--to", "2026-12-10", old=old)
    assert [(kind, name) for kind, name, _ in found] == [
        ("moved", "Acme Ltd"),
        ("moved", "Beta Ltd"),
    ]


def test_days_after_the_last_pull_are_said_to_be_replayed_as_if_unpaid(tmp_path: Path) -> None:
    with a_shop(tmp_path) as office:
        shown = diff(office, OLD, "--from", "2026-11-02", "--to", "2026-11-30").stdout
        assert (
            "Mon 2 November 2026 to Mon 30 November 2026, replayed; after Tue 17 November 2026, "
            "the last pull, as if nothing were paid." in shown
        )
        told = json.loads(diff(office, OLD, "--from", "2026-11-02", "--json").stdout)
        assert (told["to"], told["as_if_unpaid_after"]) == ("2026-11-17", None)


def test_a_shipped_base_is_no_rulebook_by_itself_and_is_told_so(tmp_path: Path) -> None:
    with a_shop(tmp_path) as office:
        base = ["rules", "diff", str(tmp_path / "rules.yaml"), "goodterms/firm"]
        with pytest.raises(Misuse, match="or compare with `goodterms rules rollout`"):
            CliRunner().invoke(
                goodterms, ["--config", str(office.config), *base], catch_exceptions=False
            )


@pytest.mark.parametrize("days", [("2026-11-01", "2026-10-01"), ("2026-12-01", None)])
def test_days_the_wrong_way_round_are_refused(tmp_path: Path, days: tuple[str, str | None]) -> None:
    start, end = days
    words = ["--from", start, *(["--to", end] if end else [])]
    with a_shop(tmp_path) as office, pytest.raises(Misuse, match=f'lies before "{start}"; give'):
        diff(office, OLD, *words)


def test_a_day_and_a_period_at_once_are_refused(tmp_path: Path) -> None:
    with a_shop(tmp_path) as office, pytest.raises(Misuse, match="give one of the two"):
        diff(office, OLD, "--on", "2026-11-17", "--from", "2026-11-01")
