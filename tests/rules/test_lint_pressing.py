"""What presses is found by its shape, in whatever words; what only sounds like it is left alone."""

import re

import pytest

from rules.lint.lint import Remark
from rules.lint.sayings import CAPITALS, FEE, HASTE, NO_FEE, THREAT, ULTIMATUM, UPON_RECEIPT
from rules.lint.shapes import PRESSING as SHAPES
from rules.lint.speech import own_words
from tests.rules.pressing_samples import HARMLESS, PRESSING
from tests.rules.test_lint_sayings import FIRST, remarks

LANGUAGES = sorted(PRESSING)


def line_of(remark: Remark) -> int:
    return (remark.at.line - FIRST) // 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_that_presses_is_found(language: str) -> None:
    found = remarks(language, PRESSING[language])
    by_line = {line_of(each) for each in found if each.rule.name in ("ultimatum", "threat")}
    assert [said for line, said in enumerate(PRESSING[language]) if line not in by_line] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_that_helps_or_tells_is_left_alone(language: str) -> None:
    assert [each.found.says for each in remarks(language, HARMLESS[language])] == []


def test_a_shape_is_told_at_its_place_with_its_words_and_once_a_sentence() -> None:
    [found] = remarks("en", ("Hello. If the\nmoney is not here by Friday, or your order ends.",))
    assert found.rule.name == "ultimatum"
    assert '"If the money is not here by Friday"' in found.found.says
    assert str(found.at) == "letters/nudge.md:5:8"


# A word of a hundred thousand letters took a minute: each of its letters was tried as the beginning
# of a link, to the end of the word. Now a search goes on from a word's beginning only.
LONGEST = 99_000
NASTY = {
    "one word": "a",
    "stars": "*",
    "brackets": "[",
    "links": "a@://",
    "exclamations": "!",
    "exclamations apart": "!!!! ",
    "capitals": "A-",
    "conditions": "if we should not pay ",
    "commas": "if, ",
    "a template shown as it is": "{% raw %}{{{% endraw %} ",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", NASTY.values(), ids=NASTY)
def test_a_letter_of_the_greatest_length_is_read_to_its_end(part: str, language: str) -> None:
    body = part * (LONGEST // len(part))
    names = {each.rule.name for each in remarks(language, (body,))}
    assert names == ({"exclamation"} if "!" in part else set())


UNBOUNDED = re.compile(r"(?:\\[SWD]|(?<!\\)\.|\])[*+](?!\+)|(?<!\\)\)[*+](?!\+)")
"""A repeat of anything but letters, digits and spaces; `*+` and `++` never go back."""


@pytest.mark.parametrize(
    "expressions", [CAPITALS, FEE, HASTE, NO_FEE, THREAT, ULTIMATUM, UPON_RECEIPT]
)
def test_no_expression_reaches_to_the_end_of_a_letter(expressions: dict[str, str]) -> None:
    assert [found for one in expressions.values() for found in UNBOUNDED.findall(one)] == []


def test_no_shape_reaches_to_the_end_of_a_letter() -> None:
    words = [
        one for shapes in SHAPES.values() for each in shapes for one in (*each.all, each.never)
    ]
    assert [found for one in words for found in UNBOUNDED.findall(one)] == []


def test_links_and_placeholders_are_no_words_of_a_letter() -> None:
    shown = own_words("Pay {{ when }} at https://x.example/a,\nor ask ana@x.example.")
    assert re.sub("\ue000+", "_", shown) == "Pay _ at _\nor ask _"
    assert re.sub("\ue000+", "_", own_words("a@ b :// c @d")) == "a@ b :// c @d"
