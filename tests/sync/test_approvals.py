"""A plan as a file, approved by a person, carried out as approved."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.errors import Misuse
from sync.approvals import approve, read_approved
from sync.report import RunReport
from sync.run import decide_now, run
from sync.store.outbox_rows import State
from tests.sync.office import RULEBOOK, TUESDAY, Office, an_office, customer, invoice, story
from tests.sync.test_outbox import OFFER_FIRST

THREE = story(
    [customer("jo"), customer("kim"), customer("lee")],
    [invoice("1", "jo", overdue=6), invoice("2", "kim", overdue=6), invoice("3", "lee", overdue=6)],
)
AT = datetime(2026, 11, 17, 9, tzinfo=UTC)


def planned(office: Office) -> Path:
    """The plan of the day, written to a file."""
    opener = office.opener()
    opener.pull()
    path = office.folder / "plan.json"
    path.write_text(json.dumps(decide_now(opener.house(as_of=TUESDAY)).json), encoding="utf-8")
    return path


def approved(path: Path, *struck: str) -> Path:
    approve(path, by="Ana Reid", struck=struck, at=AT)
    return path


def carried_out(office: Office, path: Path, *, days_later: int = 0) -> RunReport:
    house = office.opener().house(as_of=TUESDAY + timedelta(days=days_later))
    return run(house, by_plan=read_approved(path))


def written_to(office: Office) -> Sequence[str]:
    return sorted(mail["To"].addresses[0].username for mail in office.mails())


def test_what_was_approved_is_what_is_sent(tmp_path: Path, platform: str) -> None:
    with an_office(tmp_path, platform, THREE) as office:
        report = carried_out(office, approved(planned(office), "Kim Ltd"))

        assert written_to(office) == ["jo", "lee"]
        assert report.exit_code == 0


def test_nobody_approves_without_a_name(tmp_path: Path, platform: str) -> None:
    with an_office(tmp_path, platform, THREE) as office:
        path = planned(office)
        with pytest.raises(Misuse, match="An approval needs a name"):
            approve(path, by=" ", struck=(), at=AT)
        beside = path.with_suffix(".approved.json")
        approval = json.loads(approved(path).with_suffix(".approved.json").read_text("utf-8"))
        beside.write_text(json.dumps({**approval, "by": ""}), encoding="utf-8")
        with pytest.raises(Misuse, match="does not say who approved"):
            read_approved(path)


def test_an_approved_offer_needs_no_other_approval(tmp_path: Path, platform: str) -> None:
    with an_office(tmp_path, platform, THREE) as office:
        office.write_rules(OFFER_FIRST)
        report = carried_out(office, approved(planned(office)))

        assert written_to(office) == ["jo", "kim", "lee"]
        assert len(report.of(State.SENT)) == 3


def test_an_approved_offer_waits_for_the_window_and_then_goes_by_any_run(
    tmp_path: Path, platform: str
) -> None:
    with an_office(tmp_path, platform, THREE) as office:
        office.write_rules(OFFER_FIRST)
        path = approved(planned(office), "Kim Ltd")
        house = office.opener().house(as_of=TUESDAY)
        at_night = replace(house, as_of=None, clock=lambda: datetime(2026, 11, 17, 9, tzinfo=UTC))
        report = run(at_night, by_plan=read_approved(path))
        assert (len(report.of(State.QUEUED)), written_to(office)) == (2, [])

        office.run()
        assert written_to(office) == ["jo", "lee"]


def test_what_waits_for_the_window_is_bound_to_its_words_as_well(
    tmp_path: Path, platform: str
) -> None:
    with an_office(tmp_path, platform, THREE) as office:
        office.write_rules(OFFER_FIRST)
        path = approved(planned(office))
        house = office.opener().house(as_of=TUESDAY)
        at_night = replace(house, as_of=None, clock=lambda: datetime(2026, 11, 17, 9, tzinfo=UTC))
        run(at_night, by_plan=read_approved(path))
        office.write_rules(OFFER_FIRST.replace("card by phone, ", ""))
        report = office.run()

        assert written_to(office) == []
        assert len([each for each in report.of(State.WAITING) if each.waits_anew]) == 3


def test_a_plan_that_is_stale_says_what_changed_and_sends_the_rest(
    tmp_path: Path, platform: str
) -> None:
    with an_office(tmp_path, platform, THREE) as office:
        path = approved(planned(office))
        office.books.pay("1")
        report = carried_out(office, path)

        assert written_to(office) == ["kim", "lee"]
        assert [says.split(":")[0] for says in report.stale.gone] == ["Jo Ltd"]
        assert report.exit_code == 1


def _guarded(office: Office) -> None:
    office.write_rules(f'{RULEBOOK}guards: [{{hold: jo rests, when: {{customer: "Jo*"}}}}]\n')


def _routed(office: Office) -> None:
    to = "to: Sam Hill <sam@jo.example>"
    office.write_rules(f'{RULEBOOK}contacts: {{routes: [{{when: {{customer: "Jo*"}}, {to}}}]}}\n')


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (_guarded, 'Jo rests: customer "Jo Ltd", needs "Jo*": holds.'),
        (_routed, "It goes to other people now."),
        (lambda office: office.books.pay("1"), "INV-1 is not open any more."),
        (
            lambda office: office.books.pay("1", Decimal(40)),
            "Another amount is open now.",
        ),
    ],
    ids=["a guard", "a route", "paid", "paid in part"],
)
def test_what_is_not_decided_so_any_more_says_why(
    tmp_path: Path, platform: str, change: Callable[[Office], None], why: str
) -> None:
    with an_office(tmp_path, platform, THREE) as office:
        path = approved(planned(office))
        change(office)
        report = carried_out(office, path)

        assert written_to(office) == ["kim", "lee"]
        assert report.stale.gone == (
            f"Jo Ltd: Nudge about 1 invoice, 6 days overdue, to Jo Park. {why}",
        )


def test_each_invoice_of_an_approved_mail_has_its_own_reason(tmp_path: Path, platform: str) -> None:
    told = story([customer("jo")], [invoice("1", "jo", overdue=6), invoice("2", "jo", overdue=6)])
    with an_office(tmp_path, platform, told) as office:
        path = approved(planned(office))
        office.write_rules(f"{RULEBOOK}guards: [{{hold: odd one, when: {{number: INV-2}}}}]\n")
        [gone] = carried_out(office, path).stale.gone

    assert 'INV-2: Odd one: number "INV-2", needs "INV-2": holds.' in gone
    assert "INV-1: It is about other invoices now." in gone


def test_what_nobody_approved_is_not_sent(tmp_path: Path, platform: str) -> None:
    with an_office(tmp_path, platform, THREE) as office:
        path = planned(office)
        plan = json.loads(path.read_text())
        kept = [d for d in plan["decisions"] if d["customer"]["name"] != "Lee Ltd"]
        path.write_text(json.dumps({**plan, "decisions": kept}))

        with pytest.raises(Misuse, match="its hash does not match"):
            approved(path)


def test_an_approval_of_another_plan_is_none(tmp_path: Path) -> None:
    with an_office(tmp_path, "xero", THREE) as office:
        path = approved(planned(office))
        office.books.pay("1")
        planned(office)

        with pytest.raises(Misuse, match="approves another plan"):
            read_approved(path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "is not JSON: input data was truncated"),
        ("[" * 100_000, "is not JSON: maximum recursion depth"),
        ("[]", "is not a plan: expected `object`, got `array`"),
        ("{}", "is not a plan: object missing required field `plan`"),
        (
            '{"plan": "", "company": "", "on": "2026-11-17", "decisions": [5]}',
            r"at `\$.decisions\[0\]`",
        ),
        (
            '{"plan": "", "company": "", "on": "2026-11-17", "decisions": []}',
            "its hash does not match",
        ),
    ],
    ids=range(6),
)
def test_a_file_that_is_no_plan_is_one_sentence(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(text)

    with pytest.raises(Misuse, match=says):
        approve(path, by="Ana", struck=(), at=AT)


def test_an_unapproved_plan_says_how_to_approve_it(tmp_path: Path) -> None:
    with an_office(tmp_path, "quickbooks", THREE) as office:
        with pytest.raises(Misuse, match="approve the plan first: `goodterms approve"):
            read_approved(planned(office))
        with pytest.raises(Misuse, match=r"hears nothing by this plan\. Its customers are"):
            approved(planned(office), "Nobody")
        with pytest.raises(
            Misuse, match=r'"Kim" hears nothing by this plan\. Did you mean "Kim Ltd"\?'
        ):
            approved(planned(office), "Kim")
