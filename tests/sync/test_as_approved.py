"""What was approved is what is sent, word for word: what else would be sent stays here, and is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from connectors.errors import Misuse, NeedsPerson
from sync.report import Stale
from tests.sync.office import RULEBOOK, Office, an_office, customer, invoice, story
from tests.sync.test_approvals import THREE, approved, carried_out, planned, written_to

NUDGE = (
    "Subject: {{ invoices }}\n\nDear {{ greeting }}, {{ invoices }} {{ when }}. {{ ways_to_pay }}\n"
)
ZED = "from: Zed Other <zed@maple.example>"


def rewritten(office: Office) -> None:
    (office.folder / "letters").mkdir(exist_ok=True)
    (office.folder / "letters" / "nudge.md").write_text(NUDGE, encoding="utf-8")


def another_sender(office: Office) -> None:
    office.write_rules(RULEBOOK.replace("from: Ana Reid <accounts@maple.example>", ZED))


def a_way_to_pay_less(office: Office) -> None:
    office.write_rules(RULEBOOK.replace("card by phone, ", ""))


def in_green(office: Office) -> None:
    office.write_rules(RULEBOOK + '  look: {colour: "#1e6b3a"}\n')


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (rewritten, "the letter is worded otherwise now"),
        (another_sender, "it would come from Zed Other <zed@maple.example> now, not Ana Reid <"),
        (a_way_to_pay_less, "other ways to pay are offered now"),
        (in_green, "mails look different now"),
    ],
)
def test_what_would_go_in_other_words_than_approved_is_not_sent(
    tmp_path: Path, platform: str, change: Callable[[Office], None], says: str
) -> None:
    with an_office(tmp_path, platform, THREE) as office:
        path = approved(planned(office), "kim LTD")
        change(office)
        report = carried_out(office, path)

        assert written_to(office) == []
        [told] = report.stale.reworded
        assert told.startswith(f"Jo Ltd and Lee Ltd: {says}")
        assert (report.stale.gone, report.stale.new) == ((), ())
        assert report.exit_code == 1


def test_only_what_is_reworded_stays_behind(tmp_path: Path, platform: str) -> None:
    told = story(
        [customer("jo"), customer("kim")],
        [invoice("1", "jo", overdue=6), invoice("2", "kim", overdue=-5)],
    )
    with an_office(tmp_path, platform, told) as office:
        path = approved(planned(office))
        rewritten(office)
        report = carried_out(office, path)

        assert written_to(office) == ["kim"]
        assert [says.split(":")[0] for says in report.stale.reworded] == ["Jo Ltd"]


def test_rules_that_change_nothing_of_what_was_approved_stop_nothing(
    tmp_path: Path, platform: str
) -> None:
    with an_office(tmp_path, platform, THREE) as office:
        path = approved(planned(office))
        guard = 'guards: [{hold: small, when: {balance: "< 5"}}]'
        office.write_rules(f"{RULEBOOK}limits: {{gap: 5 days}}\n{guard}\n")
        report = carried_out(office, path)

        assert written_to(office) == ["jo", "kim", "lee"]
        assert (report.stale, report.exit_code) == (Stale(), 0)


@pytest.mark.parametrize("days_later", [1, 3])
def test_an_approval_counts_for_three_sending_days_with_the_days_as_they_then_are(
    tmp_path: Path, platform: str, days_later: int
) -> None:
    with an_office(tmp_path, platform, THREE) as office:
        path = approved(planned(office))
        report = carried_out(office, path, days_later=days_later)

        assert report.stale == Stale()
        assert written_to(office) == ["jo", "kim", "lee"]
        for mail in office.mails():
            body = mail.get_body(("plain",))
            assert body is not None
            assert f"{6 + days_later} days overdue" in body.get_content()


@pytest.mark.parametrize(
    ("days_later", "says"),
    [
        (4, "of Tue 17 November 2026, and its approval counted until Fri 20 November 2026; make"),
        (23, "its approval counted until Fri 20 November 2026"),
        (-1, "for Tue 17 November 2026, which is to come"),
    ],
)
def test_an_approval_of_another_time_sends_nothing(
    tmp_path: Path, platform: str, days_later: int, says: str
) -> None:
    with an_office(tmp_path, platform, THREE) as office:
        path = approved(planned(office))
        with pytest.raises(NeedsPerson, match=says):
            carried_out(office, path, days_later=days_later)

        assert written_to(office) == []


def test_the_words_are_bound_by_the_hash(tmp_path: Path) -> None:
    with an_office(tmp_path, "xero", THREE) as office:
        path = planned(office)
        text = path.read_text("utf-8")
        path.write_text(text.replace("Ana Reid", "Zed Other"), encoding="utf-8")

        with pytest.raises(Misuse, match="its hash does not match"):
            approved(path)


def test_a_plan_that_is_run_again_is_done_and_not_different(tmp_path: Path, platform: str) -> None:
    with an_office(tmp_path, platform, THREE) as office:
        path = approved(planned(office), "Lee Ltd")
        carried_out(office, path)
        report = carried_out(office, path)

        assert written_to(office) == ["jo", "kim"]
        assert report.exit_code == 0
        assert [(each.split(":")[0], each[-6:]) for each in report.stale.done] == [
            ("Jo Ltd", "(sent)"),
            ("Kim Ltd", "(sent)"),
        ]
        assert not report.stale.is_different


def test_what_was_approved_and_paid_before_it_went_is_different_also_the_second_time(
    tmp_path: Path, platform: str
) -> None:
    with an_office(tmp_path, platform, THREE) as office:
        path = approved(planned(office))
        office.books.pay("1")
        carried_out(office, path)
        report = carried_out(office, path)

        assert [each.split(":")[0] for each in report.stale.gone] == ["Jo Ltd"]
        assert len(report.stale.done) == 2
