"""Tags in a ledger's notes: which days end them, and which are just words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.case import Mark, MarkKind
from rules.decisions import Action
from rules.engine import decide
from rules.tags import marks_in
from tests.rules.builders import TODAY, case, invoice, rulebook, step

ISSUED = date(2026, 10, 16)
QUIET = (MarkKind.HOLD, MarkKind.DISPUTE, MarkKind.NO_CHASE)


def mark_of(note: str, since: date = ISSUED) -> Mark:
    """The one tag in a note on an invoice."""
    [mark] = marks_in(note, invoice=None, since=since, source="a note")
    return mark


def said(note: str) -> tuple[str, str | None, str]:
    """What a note comes to: the kind, the last day, and the other words."""
    mark = mark_of(note)
    return mark.kind.value, mark.until.isoformat() if mark.until else None, mark.words


@pytest.mark.parametrize(
    ("note", "until", "words"),
    [
        ("#hold", None, ""),
        ("#hold until 2026-12-05", "2026-12-05", ""),
        ("#on-hold: till Fri, 2026-12-05, owner in hospital", "2026-12-05", "owner in hospital"),
        ("#hold until 2026-12-05 owner in hospital", "2026-12-05", "owner in hospital"),
        ("#hold: owner away (until 2026-12-05)", "2026-12-05", "owner away"),
        ("#hold from 2026-11-10 until 2026-12-05", "2026-12-05", ""),
        ("#hold 2026-11-10 - 2026-12-05", "2026-12-05", ""),
        ("#hold to 2026-12-05", "2026-12-05", ""),
        ("#hold bis zum 2026-12-05, Inhaber krank", "2026-12-05", "Inhaber krank"),
        ("#hold jusqu'au 2026-12-05", "2026-12-05", ""),
        ("#hold hasta el 2026-12-05", "2026-12-05", ""),
        ("#hold until 2026-11-20, then until 2026-12-05", "2026-12-05", "then"),
        ("#hold until 2026-12-05, no calls until then", "2026-12-05", "no calls until then"),
        # the day on which somebody wrote it, or of something else
        ("#hold 2026-11-10: waits for a credit note", None, "2026-11-10: waits for a credit note"),
        ("#hold, see mail of 2026-11-10", None, "see mail of 2026-11-10"),
        ("#hold from 2026-11-10 to 2026-11-12 all was short", None, None),
        # an end that nobody can tell is none
        ("#hold until 5 December 2026", None, "until 5 December 2026"),
        ("#hold until 2026-02-31", None, "until 2026-02-31"),
        ("#hold until 2026-11-20, or until they call", None, None),
        # over before the invoice was there: a slip of the pen
        ("#hold until 2025-12-05", None, "until 2025-12-05"),
    ],
)
def test_a_hold_ends_by_until_alone(note: str, until: str | None, words: str | None) -> None:
    kind, ends, others = said(note)

    assert (kind, ends) == ("hold", until)
    assert words is None or others == words


@pytest.mark.parametrize(
    ("note", "kind", "until", "words"),
    [
        (
            "#dispute: delivery of 2026-11-03 was short",
            "dispute",
            None,
            "delivery of 2026-11-03 was short",
        ),
        ("#dispute 2026-11-03", "dispute", None, "2026-11-03"),
        ("#dispute to 2026-11-03 all fine", "dispute", None, "to 2026-11-03 all fine"),
        ("#dispute: goods due until 2026-11-03 were late", "dispute", None, None),
        ("#dispute until 2026-12-05: they look into it", "dispute", "2026-12-05", None),
        ("#no-chase agreed on 2026-01-05", "no-chase", None, "agreed on 2026-01-05"),
        ("#no-chase, they travel until 2026-12-05", "no-chase", "2026-12-05", "they travel"),
        ("#sent 2026-11-01 on paper", "sent", None, "2026-11-01 on paper"),
    ],
)
def test_a_dispute_and_no_chase_end_by_until_alone(
    note: str, kind: str, until: str | None, words: str | None
) -> None:
    *found, others = said(note)

    assert found == [kind, until]
    assert words is None or others == words


@pytest.mark.parametrize(
    ("note", "kind", "until"),
    [
        ("#promised 2026-12-01", "promise", "2026-12-01"),
        ("#promised: for 2026-12-01 by phone", "promise", "2026-12-01"),
        ("#promised on 2026-11-10 to pay by 2026-12-01", "promise", "2026-12-01"),
        ("#promised to pay on Tuesday 2026-12-01", "promise", "2026-12-01"),
        ("#promised 2026-11-20, now moved to 2026-12-01", "promise", "2026-12-01"),
        ("#promised half 2026-11-20", "hold", None),
        ("#promised 2026-11-10, then again 2026-12-01", "promise", "2026-12-01"),
        ("#promised 2026-11-20 and 2026-12-01", "promise", "2026-12-01"),
        ("#promised zum 2026-12-01", "promise", "2026-12-01"),
        ("#promised pour le 2026-12-01", "promise", "2026-12-01"),
        ("#promised para el 2026-12-01", "promise", "2026-12-01"),
        ("#promised on 2026-11-10", "hold", None),
        ("#promised by 2026-02-30", "hold", None),
        ("#promised next week", "hold", None),
    ],
)
def test_a_promise_is_for_the_day_that_was_promised(
    note: str, kind: str, until: str | None
) -> None:
    assert said(note)[:2] == (kind, until)


@pytest.mark.parametrize(
    ("note", "kind", "on"),
    [
        ("#replied 2026-11-20", "replied", date(2026, 11, 20)),
        ("#replied on 2026-11-20: pays by 2026-12-01", "replied", date(2026, 11, 20)),
        ("#replied, see the mail of 2026-11-02", "hold", ISSUED),
    ],
)
def test_a_reply_is_of_the_day_right_after_it(note: str, kind: str, on: date) -> None:
    mark = mark_of(note)

    assert (mark.kind.value, mark.since, mark.until) == (kind, on, None)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_a_tag_ends_with_its_line_whatever_ends_the_line(end: str) -> None:
    held, disputed = marks_in(
        f"#hold until 2026-12-05{end}#dispute: short{end}rang 2026-11-10",
        invoice=None,
        since=ISSUED,
        source="a note",
    )

    assert (held.until, held.words) == (date(2026, 12, 5), "")
    assert (disputed.until, disputed.words) == (None, "short")


PROSE = ["delivery", "of", "on", "was", "short", "see", "mail", "agreed", "from", "at", "Ana", "in"]
DAYS = st.dates(date(2025, 1, 1), date(2028, 1, 1)).map(date.isoformat)
WORDS = st.lists(st.sampled_from(PROSE) | DAYS | st.sampled_from([",", ":", "-", "("]), max_size=9)


@given(st.sampled_from(["#hold", "#dispute:", "#no-chase", "#on-hold,"]), WORDS)
def test_no_words_make_a_tag_weaker_except_until(tag: str, words: list[str]) -> None:
    mark = mark_of(f"{tag} {' '.join(words)}")

    assert (mark.kind, mark.until) == (mark_of(tag).kind, None)


@given(st.sampled_from(["#promised", "#replied"]), st.sampled_from(PROSE[4:]), WORDS)
def test_a_promise_and_a_reply_without_a_plain_day_are_a_hold(
    tag: str, first: str, words: list[str]
) -> None:
    mark = mark_of(f"{tag} {first} {' '.join(words)}")

    assert (mark.kind, mark.until) == (MarkKind.HOLD, None)


@given(st.sampled_from(["#hold", "#dispute", "#no-chase"]), WORDS, st.lists(DAYS, min_size=1))
def test_it_never_ends_before_the_last_day_that_until_names(
    tag: str, words: list[str], days: list[str]
) -> None:
    ends = ", ".join(f"until {each}" for each in days)
    mark = mark_of(f"{tag} {' '.join(words)}, {ends}")

    assert mark.until is None or mark.until.isoformat() >= max(days)


@given(st.text(alphabet="#hold until2026-1/.,:()\n\r promisedby", max_size=120))
def test_whatever_somebody_writes_is_read(note: str) -> None:
    for mark in marks_in(note, invoice=None, since=ISSUED, source="a note"):
        assert mark.until is None or mark.kind in (*QUIET, MarkKind.PROMISE)


@pytest.mark.parametrize(
    "note",
    [
        "#dispute: delivery of 2026-11-03 was short",
        "#no-chase agreed on 2026-01-05",
        "#hold from 2026-11-10 until 2026-12-05",
        "#promised on 2026-11-10 to pay by 2026-12-01",
    ],
)
def test_nobody_is_written_to_for_a_day_in_the_words(note: str) -> None:
    [decision] = decide(
        rulebook(step("nudge", 3)), case(invoice(), marks=(mark_of(note),), today=TODAY)
    )

    assert decision.action is Action.HOLD


def test_a_note_whose_day_nobody_knows_is_given_none() -> None:
    said = [
        decide(rulebook(step("nudge", 3)), case(invoice(), marks=marks))[0].findings[0].says
        for dated in (True, False)
        for marks in [
            marks_in("#hold", invoice=None, since=ISSUED, source="a note", dated=dated),
        ]
    ]

    assert said == ["on hold since Fri 16 October 2026, says a note", "on hold, says a note"]
