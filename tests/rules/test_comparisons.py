"""The test of one fact: what it means, and what it cannot mean."""

from datetime import date
from decimal import Decimal

import pytest

from rules.book.fact_tests import Asked, read_test
from rules.book.fields import Problems
from rules.book.yaml_nodes import Sequence, Text, Written
from rules.comparisons import NEVER, FactType, Value
from rules.facts import Money
from rules.problems import Place
from rules.rulebook import Verdict

PLACE = Place("a.yaml", 1, 1)
YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN


def node(written: str | list[str]) -> Written:
    if isinstance(written, list):
        return Sequence(tuple(node(item) for item in written), PLACE)
    return Text(written, PLACE)


def nzd(amount: str) -> Money:
    return Money(Decimal(amount), "NZD")


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


PASSES: list[tuple[FactType, str | list[str], Value, Verdict]] = [
    # amounts: as written, and in the invoice's own currency
    (FactType.MONEY, "< 20", nzd("19.99"), YES),
    (FactType.MONEY, "< 20", nzd("20.00"), NO),
    (FactType.MONEY, ">= 1,000.50", nzd("1000.50"), YES),
    (FactType.MONEY, "20", nzd("20.00"), YES),
    (FactType.MONEY, "!= 20", nzd("20.00"), NO),
    (FactType.MONEY, "< -5", nzd("-6"), YES),
    # with a currency, an amount in another one is no such amount
    (FactType.MONEY, "< 20 NZD", nzd("5"), YES),
    (FactType.MONEY, "< NZD 20", nzd("5"), YES),
    (FactType.MONEY, "< 20 NZD", usd("5"), NO),
    # sums are per currency and never added up
    (FactType.MONEY, "> 1000", (nzd("1200"),), YES),
    (FactType.MONEY, "> 1000", (nzd("1200"), usd("1200")), UNKNOWN),
    (FactType.MONEY, "> 1000 NZD", (nzd("900"), usd("1200")), NO),
    (FactType.MONEY, "> 1000 USD", (nzd("900"), usd("1200")), YES),
    (FactType.MONEY, "< 1 AUD", (nzd("900"), usd("1200")), YES),
    (FactType.MONEY, ["> 1000 NZD", "> 800 USD"], (nzd("9"), usd("900")), YES),
    # counts, shares, days
    (FactType.COUNT, "< 3", 2, YES),
    (FactType.COUNT, "3", 3, YES),
    (FactType.COUNT, ["1", "2"], 3, NO),
    (FactType.PERCENT, "<= 20%", Decimal(20), YES),
    (FactType.PERCENT, "<= 20 percent", Decimal("20.1"), NO),
    (FactType.DAYS, ">= 10", 10, YES),
    (FactType.DAYS, "< 5 days", 5, NO),
    (FactType.DAYS, "> 2 weeks", 15, YES),
    (FactType.DAYS, "> 2 weeks", 14, NO),
    (FactType.DAYS, "> 3.5 days", 3.5, NO),
    # what never happened is longer ago than any number of days
    (FactType.DAYS, "< 5", NEVER, NO),
    (FactType.DAYS, "<= 5", NEVER, NO),
    (FactType.DAYS, "= 5", NEVER, NO),
    (FactType.DAYS, "> 5", NEVER, YES),
    (FactType.DAYS, ">= 5", NEVER, YES),
    (FactType.DAYS, "never", NEVER, YES),
    (FactType.DAYS, "never", 3, NO),
    (FactType.DAYS, ["never", "> 90"], 91, YES),
    # texts and patterns, whatever the case of the letters
    (FactType.TEXT, "Acme Holdings", "ACME HOLDINGS", YES),
    (FactType.TEXT, "Acme", "Acme Holdings", NO),
    (FactType.TEXT, "MKT-*", "mkt-0031", YES),
    (FactType.TEXT, "*-0?31", "MKT-0031", YES),
    (FactType.TEXT, "*-0?31", "MKT-00031", NO),
    (FactType.TEXT, "A.C*", "ABC", NO),
    (FactType.TEXT, "[A-Z]*", "MKT", NO),
    (FactType.TEXT, "!= USD", "NZD", YES),
    (FactType.TEXT, ["NZ", "AU"], "AU", YES),
    (FactType.TEXT, "Key*", ("Wholesale", "Key accounts"), YES),
    (FactType.TEXT, "Key*", (), NO),
    (FactType.TEXT, "none", (), YES),
    (FactType.TEXT, "none", "MKT-1", NO),
    # yes, no, dates
    (FactType.YES_NO, "yes", True, YES),
    (FactType.YES_NO, "no", True, NO),
    (FactType.DATE, ">= 2026-04-01", date(2026, 4, 1), YES),
    (FactType.DATE, "2026-04-01", date(2026, 4, 2), NO),
]


@pytest.mark.parametrize(("of", "written", "value", "verdict"), PASSES)
def test_a_value_passes_or_does_not(
    of: FactType, written: str | list[str], value: Value, verdict: Verdict
) -> None:
    problems = Problems()
    test = read_test(node(written), Asked("fact", of, can_be_never=True), problems)

    assert problems.found == []
    assert test is not None
    assert test.verdict(value) is verdict


@pytest.mark.parametrize(
    ("written", "absent"),
    [
        ("MKT-*", UNKNOWN),
        ("!= MKT-*", UNKNOWN),
        ("none", YES),
        (["none", "MKT-*"], YES),
        (["A", "B"], UNKNOWN),
    ],
)
def test_a_missing_text_is_unknown_unless_none_is_asked_for(
    written: str | list[str], absent: Verdict
) -> None:
    test = read_test(node(written), Asked("reference", FactType.TEXT), Problems())

    assert test is not None
    assert test.absent is absent


UNLIKE = [
    (FactType.MONEY, "< 5 days", 'compares "fact", an amount of money, with a number of days.'),
    (FactType.MONEY, "< 20%", "with a percentage."),
    (FactType.MONEY, "small", 'with the text "small".'),
    (FactType.MONEY, "< $20", 'with the text "$20".'),
    (FactType.MONEY, "< 1.000,50", '"< 1.000,50"'),
    (FactType.DAYS, "< 20 NZD", 'compares "fact", a number of days, with an amount of money.'),
    (FactType.DAYS, "< 5 hours", '"hours" is not a unit.'),
    (FactType.DAYS, "< 5 dyas", 'Did you mean "days"?'),
    (FactType.DAYS, "never", 'with the text "never".'),
    (FactType.COUNT, "< 3 days", 'compares "fact", a count, with a number of days.'),
    (FactType.PERCENT, "<= 20", 'with a bare number. Write for instance "<= 20%".'),
    (FactType.TEXT, "< Acme", '"fact" is a text, and "<" does not apply to it.'),
    (FactType.YES_NO, "maybe", '"maybe" is no answer to "fact". Write yes or no.'),
    (FactType.YES_NO, "> yes", '"> yes" is no answer'),
    (FactType.DATE, "2026-02-30", 'The calendar has no day "2026-02-30".'),
    (FactType.DATE, "> 5 days", 'compares "fact", a date, with the text "5 days".'),
    (FactType.MONEY, "<", "with nothing."),
    (FactType.TEXT, "", 'The test of "fact" is missing.'),
    (FactType.TEXT, [], 'The list of values for "fact" is empty.'),
]


@pytest.mark.parametrize(("of", "written", "says"), UNLIKE)
def test_comparing_unlike_things_is_a_mistake_when_loading(
    of: FactType, written: str | list[str], says: str
) -> None:
    problems = Problems()
    test = read_test(node(written), Asked("fact", of), problems)

    assert test is None
    (problem,) = problems.found
    assert says in f"{problem.says} {problem.hint}"


def test_a_pattern_full_of_stars_is_matched_at_once() -> None:
    """Without atomic groups this would take longer than the universe has been there."""
    test = read_test(node("*a" * 30 + "b"), Asked("customer", FactType.TEXT), Problems())

    assert test is not None
    assert test.verdict("a" * 2_000) is NO
