"""What a consultant gets to hear about a letter with mistakes in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.letters.letter import read_letter, render
from tests.rules.letter_samples import MANY, ONE


def said(text: str) -> list[str]:
    letter, problems = read_letter("nudge", text, "nudge.md")
    assert (letter is None) == bool(problems)
    return [str(problem) for problem in problems]


def test_a_letter_is_a_subject_an_empty_line_and_a_body() -> None:
    letter, problems = read_letter(
        "nudge", "\ufeffSubject: About {{ invoices }}\r\n\r\n{{ greeting }}\r\n", "nudge.md"
    )
    assert problems == ()
    assert letter is not None
    assert (letter.name, letter.subject, letter.body, str(letter.at)) == (
        "nudge",
        "About {{ invoices }}",
        "{{ greeting }}\n",
        "nudge.md:1:1",
    )


LOOP = "{{% for row in rows %}}{}{{% endfor %}}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", 'nudge.md:1:1: The first line is "" and has no subject.'),
        ("Hello", 'nudge.md:1:1: The first line is "Hello" and has no subject.'),
        ("Subject:\n\nHi", 'nudge.md:1:9: The subject of "Subject:" is empty.'),
        ("Subject: a\nHi", 'nudge.md:2:1: "Hi" follows the subject without an empty line.'),
        ("Subject: a\n\n", "nudge.md:3:1: The letter has no text."),
        (
            "Subject: a\n\nHi {{ custmer }}",
            'nudge.md:3:7: There is no placeholder "custmer". Did you mean "customer"?',
        ),
        (
            "Subject: {{ tabel }}\n\nHi",
            'nudge.md:1:13: There is no placeholder "tabel". Did you mean "table"?',
        ),
        (
            "Subject: {{ table }}\n\nHi",
            'nudge.md:1:13: "table" takes several lines and cannot stand in the subject.',
        ),
        ("Subject: a\n\n\n  {{ customer }", 'nudge.md:4:3: "{{ customer }" cannot be read:'),
        ("Subject: a\n\n{% if attached %}", 'nudge.md:3:1: "{% if attached %}" cannot be read:'),
        (
            "Subject: a\n\n{{ company.name }}",
            'nudge.md:3:4: There is no placeholder "company.name". Did you mean "company"?',
        ),
        (
            "Subject: a\n\n{% for r in rows %}{{ r.numbr }}{% endfor %}",
            'nudge.md:3:25: There is no placeholder "numbr". Did you mean "number"?',
        ),
        ("Subject: a\n\n{{ good_history }}", 'nudge.md:3:4: "good_history" is a yes or no'),
        ("Subject: a\n\n{{ rows }}", 'nudge.md:3:4: "rows" is a list, not words.'),
        ("Subject: a\n\n{{ company|upper }}", "nudge.md:3:1: A letter cannot use a filter (|)"),
        ("Subject: a\n\n{% include 'x' %}", "nudge.md:3:1: A letter cannot use an include"),
        ("Subject: a\n\n{{ 'a' * 999999999 }}", 'nudge.md:3:1: A letter cannot use "mul"'),
        ("Subject: a\n\n{% for i in range(9) %}{% endfor %}", "goes through something"),
        ("Subject: a\n\n{{ plural('is') }}", "calls something that a letter does not have"),
        ("Subject: a\n\n{{ plural }}", 'nudge.md:3:4: "plural" needs two words.'),
        ("Subject: a\n\n{{ ''.__class__.__mro__ }}", "There is no placeholder"),
        # what would be no words, or fail, when the letter is written
        ("Subject: a\n\n{{ 'a' if attached }}", "nudge.md:3:1: \"{{ 'a' if attached }}\" chooses"),
        ("Subject: a\n\n{{ not count }}", "puts there is a yes or no, not words."),
        ("Subject: a\n\n{{ None }}", "puts there is a yes or no, not words."),
        ("Subject: a\n\n{{ customer or attached }}", '"attached" is a yes or no, not words.'),
        ("Subject: a\n\n{% if count > 'x' %}{% endif %}", "compares what cannot be compared."),
        ("Subject: a\n\n{% if 'x' in count %}{% endif %}", "compares what cannot be compared."),
        (f"Subject: a\n\n{LOOP.format('{% if row > 1 %}{% endif %}')}", "compares what cannot"),
        (f"Subject: a\n\n{LOOP.format('{{ row }}')}", '"row" is a whole invoice, not words.'),
        (
            f"Subject: a\n\n{LOOP.format(LOOP.format('x'))}",
            "goes through the invoices for each of the",
        ),
        ("Subject: a\n\n{% for plural in rows %}{% endfor %}", '"plural" is a word of every'),
        ("Subject: a\n\n{{ plural(1, None) }}", "calls something that a letter does not have."),
        ("Subject: a\n\n{% for row in rows %}{% else %}{{ row.due }}{% endfor %}", '"row.due"'),
        # what is too much for Jinja, or for the patience of whoever waits
        (f"Subject: a\n\n\n{{{{ {'(' * 900} }}}}", "nudge.md:4:1: "),
        (f"Subject: a\n\n{{{{ {'9' * 5_000} }}}}", "cannot be read: it is too much at once."),
        (f"Subject: a\n\n{{{{ count{' or count' * 900} }}}}", "more than 20 pieces"),
        (f"Subject: a\n\n{'a' * 100_000}", "has 100,010 characters; at most 100,000 are read."),
        # what no mail may hold
        ("Subject: a\n\nCaf\ufffd", "nudge.md:3:4: This is not UTF-8 text."),
        ("Subject: a\n\nBe\x00", "nudge.md:3:3: The character U+0000 cannot stand in a letter."),
        ("Subject: a\n\n\ue000table\ue001", "The character U+E000 cannot stand in a letter."),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_mistake_is_said_with_its_place_and_the_nearest_right_word(
    text: str, problem: str
) -> None:
    (one,) = said(text)
    assert problem in one


def test_all_mistakes_are_said_at_once() -> None:
    problems = said("Subject: {{ a }}\n\n{{ custmer }}\n\n{% if countt > 1 %}{{ c|d }}{% endif %}")
    assert [problem.split(": ")[0] for problem in problems] == [
        "nudge.md:1:13",
        "nudge.md:3:4",
        "nudge.md:5:1",
        "nudge.md:5:7",
    ]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Subject: {{ a }}\nTone: cross\n\n{{ custmer }}", ["1:13", "2:6", "4:4"]),
        ("Hello {{ custmer }}\n\n{{ tabel }}", ["1:1", "1:10", "3:4"]),
        ("Subject: a\nHello {{ custmer }}", ["2:1", "2:10"]),
        ("Subject: caf\ufffd\n\n{{ custmer }}", ["1:13", "3:4"]),
    ],
)
def test_what_is_wrong_with_its_head_hides_nothing_of_its_body(
    text: str, places: list[str]
) -> None:
    assert [problem.split(": ")[0] for problem in said(text)] == [f"nudge.md:{p}" for p in places]


PIECES = st.sampled_from(
    [
        *("{{ ", " }}", "{% if ", "{% for row in rows %}", "{% endfor %}", "{% endif %}", " %}"),
        *("count", "customer", "table", "row.number", "plural('a', 'b')", " == "),
        *("{#", "|", "\n", "**", "["),
    ]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=12).map("".join))
def test_any_text_is_either_a_letter_that_can_be_sent_or_has_problems(text: str) -> None:
    letter, problems = read_letter("any", f"Subject: a\n\n{text}", "any.md")
    if letter is None:
        assert problems
    else:
        for facts in (ONE, MANY):
            assert render(letter, facts).html.startswith("<!DOCTYPE html>")
