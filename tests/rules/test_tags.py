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
        ("#hold (until 2026-12-05) owner away", "2026-12-05", "owner away"),
        ("#hold: until 2026-12-05", "2026-12-05", ""),
        ("#hold until end of 2026-12-05", "2026-12-05", ""),
        ("#hold until the end of Fri 2026-12-05", "2026-12-05", ""),
        ("#hold until and including 2026-12-05", "2026-12-05", ""),
        ("#hold up to and including 2026-12-05", "2026-12-05", ""),
        ("#hold 2026-12-05", "2026-12-05", ""),
        ("#hold: 2026-12-05", "2026-12-05", ""),
        ("#hold 2026-12-05, owner in hospital", "2026-12-05", "owner in hospital"),
        ("#hold from 2026-11-10 until 2026-12-05", "2026-12-05", ""),
        ("#hold 2026-11-10 - 2026-12-05", "2026-12-05", ""),
        ("#hold to 2026-12-05", "2026-12-05", ""),
        ("#hold bis zum 2026-12-05, Inhaber krank", "2026-12-05", "Inhaber krank"),
        ("#hold jusqu'au 2026-12-05", "2026-12-05", ""),
        ("#hold hasta el 2026-12-05", "2026-12-05", ""),
        ("#hold until 2026-11-20, then until 2026-12-05", "2026-12-05", None),
        ("#hold until 2026-11-20 for #1042, now 2026-12-05", "2026-12-05", None),
        ("#hold until 2026-12-05, no calls until then", "2026-12-05", "no calls until then"),
        # the day of something else
        ("#hold waiting for warranty, runs until 2026-11-12", None, None),
        ("#hold: owner away (until 2026-12-05)", None, None),
        ("#hold from 2026-11-10", None, None),
        ("#hold 2026-11-10 delivery was short", None, None),
        ("#hold, see mail of 2026-11-10", None, None),
        ("#hold from 2026-11-10 to 2026-11-12 all was short", None, None),
        # an end that nobody can tell is none
        ("#hold until 5 December 2026", None, "until 5 December 2026"),
        ("#hold until 2026-11-20, or rather 5 Dec", None, None),
        ("#hold 2026-11-20 (5.12. for the rest)", None, None),
        ("#hold until 2026-02-31", None, None),
        ("#hold until 2026-12-5", None, None),
        ("#hold until 2026-11-20, or until they call", None, None),
        # over before the invoice was there: a slip of the pen
        ("#hold until 2025-12-05", None, None),
    ],
)
def test_a_hold_ends_by_a_day_right_behind_it(
    note: str, until: str | None, words: str | None
) -> None:
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
        ("#dispute: shop was shut until 2026-11-10", "dispute", None, None),
        ("#dispute: late till 2026-11-12, wants credit", "dispute", None, None),
        ("#dispute: from 2026-11-01 until 2026-11-10 it leaked", "dispute", None, None),
        ("#no-chase: owner away until 2026-11-10", "no-chase", None, "owner away until 2026-11-10"),
        ("#no-chase until 2026-12-05, they travel", "no-chase", "2026-12-05", "they travel"),
        ("#no-chase 2026-12-05", "no-chase", None, "2026-12-05"),
        ("#sent 2026-11-01 on paper", "sent", None, "2026-11-01 on paper"),
    ],
)
def test_a_dispute_and_no_chase_end_by_until_right_behind_them_alone(
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
        ("#promised half 2026-11-20", "promise", "2026-11-20"),
        ("#promised 2026-11-12, pays on 2026-12-01", "promise", "2026-12-01"),
        ("#promised 2026-11-10, now 2026-12-01", "promise", "2026-12-01"),
        ("#promised 2026-11-10 half, rest 2026-12-15", "promise", "2026-12-15"),
        ("#promised 2026-11-05 pays on 2026-12-01", "promise", "2026-12-01"),
        ("#promised (2026-11-10) for 2026-12-01", "promise", "2026-12-01"),
        ("#promised 2026-11-10 for #1042, now 2026-12-01", "promise", "2026-12-01"),
        ("#promised payment on 2026-12-01", "promise", "2026-12-01"),
        ("#promised 2026-11-10, now 2026-12-1", "hold", None),
        ("#promised 2026-11-10, then again 2026-12-01", "promise", "2026-12-01"),
        ("#promised 2026-11-20 and 2026-12-01", "promise", "2026-12-01"),
        ("#promised zum 2026-12-01", "promise", "2026-12-01"),
        ("#promised pour le 2026-12-01", "promise", "2026-12-01"),
        ("#promised para el 2026-12-01", "promise", "2026-12-01"),
        ("#promised on 2026-12-01", "promise", "2026-12-01"),
        ("#promised by 2026-02-30", "hold", None),
        # a day in another form may be the later one: none is guessed
        ("#promised 2026-11-10, rest 15 Dec", "hold", None),
        ("#promised 2026-11-10, rest Dec 15th", "hold", None),
        ("#promised 2026-11-10, rest December 15, 2026", "hold", None),
        ("#promised 2026-11-10 half, rest on the 15th", "hold", None),
        ("#promised 2026-11-10, rest 15.12.", "hold", None),
        ("#promised 2026-11-10, rest 15.12.2026", "hold", None),
        ("#promised 2026-11-10, rest 15/12", "hold", None),
        ("#promised 2026-11-10, rest 12/15/26", "hold", None),
        ("#promised 2026-11-10, rest 15-12-2026", "hold", None),
        ("#promised 2026-11-10, rest 2026/12/15", "hold", None),
        ("#promised 2026-11-10, Rest am 15. Dezember", "hold", None),
        ("#promised 2026-11-10, Rest zum 15.", "hold", None),
        ("#promised 2026-11-10, le reste le 15 décembre", "hold", None),
        ("#promised 2026-11-10, le reste le 1er déc.", "hold", None),
        ("#promised 2026-11-10, el resto el 15 de diciembre", "hold", None),
        # numbers that are no day
        ("#promised 2026-12-01, 2 parts of 115.00 NZD", "promise", "2026-12-01"),
        ("#promised 2026-12-01 by phone at 10:30, order 12345", "promise", "2026-12-01"),
        ("#promised 2026-12-01, 1,234.50 for INV-12 and INV-2026/12", "promise", "2026-12-01"),
        ("#promised 2026-12-01, 3 invoices, 50%, 2 decades late", "promise", "2026-12-01"),
        ("#promised next week", "hold", None),
    ],
)
def test_a_promise_is_for_the_latest_day_in_its_words(
    note: str, kind: str, until: str | None
) -> None:
    assert said(note)[:2] == (kind, until)


def test_a_hold_with_a_day_that_is_no_end_says_so() -> None:
    note = "#hold waiting for warranty, runs until 2026-11-12"

    assert mark_of(note).words == (
        "waiting for warranty, runs until 2026-11-12 (no end was read: write #hold until DAY)"
    )


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("#promised: for 2026-12-01 by phone", "by phone"),
        ("#promised on 2026-12-01 (Ana)", "(Ana)"),
        ("#promised (2026-12-01)", ""),
        ("#promised 2026-11-10 half, rest 2026-12-15", "2026-11-10 half, rest 2026-12-15"),
    ],
)
def test_the_words_of_a_promise_say_the_other_days(note: str, words: str) -> None:
    assert mark_of(note).words == words


@pytest.mark.parametrize(
    ("note", "kind", "on"),
    [
        ("#replied 2026-11-20", "replied", date(2026, 11, 20)),
        ("#replied on 2026-11-20: pays by 2026-12-01", "replied", date(2026, 11, 20)),
        ("#replied, see the mail of 2026-11-02", "hold", ISSUED),
        ("#replied on 2026-11-20: pays on 15 Dec", "replied", date(2026, 11, 20)),
    ],
)
def test_a_reply_is_of_the_day_right_after_it(note: str, kind: str, on: date) -> None:
    mark = mark_of(note)

    assert (mark.kind.value, mark.since, mark.until) == (kind, on, None)


def test_a_reply_of_a_day_to_come_is_a_slip_of_the_pen_and_keeps_quiet() -> None:
    note, read = "#replied 2026-12-20", date(2026, 11, 21)
    [mark] = marks_in(note, invoice=None, since=ISSUED, source="a note", read_on=read)

    assert (mark.kind, mark.since, mark.until) == (MarkKind.HOLD, ISSUED, None)
    assert mark.words == (
        "2026-12-20 (a reply of a day to come: write the day on which they wrote)"
    )
    [mark] = marks_in(note, invoice=None, since=ISSUED, source="", read_on=date(2026, 12, 20))
    assert (mark.kind, mark.since) == (MarkKind.REPLIED, date(2026, 12, 20))


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


UNTIL = st.tuples(st.sampled_from(["until", "till", "bis"]), DAYS).map(" ".join)
ANY_WORDS = st.lists(st.sampled_from(PROSE) | DAYS | UNTIL | st.sampled_from(",:-("), max_size=9)


@given(
    st.sampled_from(["#hold", "#dispute:", "#no-chase", "#on-hold,"]),
    st.sampled_from(PROSE).filter(lambda word: word != "of"),
    ANY_WORDS,
)
def test_no_words_end_a_tag(tag: str, first: str, words: list[str]) -> None:
    mark = mark_of(f"{tag} {first} {' '.join(words)}")

    assert (mark.kind, mark.until) == (mark_of(tag).kind, None)


@given(st.sampled_from(["#dispute", "#no-chase:"]), WORDS)
def test_a_day_alone_ends_no_dispute(tag: str, words: list[str]) -> None:
    assert mark_of(f"{tag} {' '.join(words)}").until is None


@given(st.sampled_from(["#hold until", "#dispute: until", "#promised", "#hold"]), DAYS, ANY_WORDS)
def test_words_never_end_a_tag_sooner(tag: str, day: str, words: list[str]) -> None:
    alone, said = mark_of(f"{tag} {day}"), mark_of(f"{tag} {day} {' '.join(words)}")

    assert said.kind in (alone.kind, MarkKind.HOLD)
    assert (said.until or date.max) >= (alone.until or date.min)


@given(st.sampled_from(PROSE), WORDS, DAYS, WORDS)
def test_a_promise_is_never_for_an_earlier_day_than_any_it_names(
    first: str, before: list[str], day: str, after: list[str]
) -> None:
    mark = mark_of(f"#promised {first} {' '.join(before)} {day} {' '.join(after)}")

    assert mark.until is None or mark.until.isoformat() >= day


@given(st.sampled_from(PROSE), WORDS)
def test_a_reply_without_a_day_right_behind_it_is_a_hold(first: str, words: list[str]) -> None:
    mark = mark_of(f"#replied about {first} {' '.join(words)}")

    assert (mark.kind, mark.until) == (MarkKind.HOLD, None)


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
