"""Every kind of file that a person writes, spoilt: it is read, or each mistake is told at its place.

The texts are the shipped bases, the examples and the pages' own, mutated line by line and word by
word; what does load is also used, since a reader that lets too much through only moves the stack.
"""

from dataclasses import replace
from functools import lru_cache

from hypothesis import example, given

from reports.excerpts import excerpt
from rules.book.effective import effective
from rules.book.load import RulebookSource, load_rulebook
from rules.engine import decide
from rules.golden.check import check, completed
from rules.golden.read import read_golden
from rules.golden.rewrite import rewrite
from rules.letters.letter import read_letter, render
from rules.lint.lint import lint
from rules.problems import Problem, lines_of
from tests.acceptance.spoiling import BOOKS, LETTERS, TEMPLATING, TESTS, VALUES
from tests.mutations import fuzz, spoilt
from tests.rules.letter_samples import MANY, ONE, RICH
from tests.rules.rulebooks import EXAMPLES, SHIPPED, read_whole, resolve
from workbench.texts import letter_of_case


def assert_told(problems: tuple[Problem, ...], files: dict[str, str]) -> None:
    """Each has a sentence, and a place that is there, which the line shown is of."""
    for problem in problems:
        place = problem.place
        assert problem.says.endswith((".", ":", "?"))
        assert str(problem).isprintable()
        assert len(str(problem)) < 1_000
        assert 1 <= place.line <= len(lines_of(files[place.file]))
        assert place.column >= 1
        assert len(excerpt(place, files)) == 2


@lru_cache
def _resolve(name: str, asked_by: str) -> RulebookSource:
    return resolve(name, asked_by)


def _files(text: str) -> dict[str, str]:
    bases = {f"goodterms/{name}": _resolve(f"goodterms/{name}", "").text for name in SHIPPED}
    return {"rules.yaml": text, **bases}


@lru_cache
def _letters() -> dict[str, str]:
    return dict(_resolve("goodterms/gentle", "").letters)


@fuzz(60)
@given(spoilt(BOOKS, VALUES))
def test_a_spoilt_rulebook_is_told_at_its_place_or_can_be_used(text: str) -> None:
    source = RulebookSource("rules.yaml", text, _letters())
    loaded = load_rulebook(source, _resolve)
    assert (loaded.rulebook is None) is bool(loaded.problems)
    assert_told(loaded.problems, _files(text))
    if loaded.rulebook is None:
        return
    lint(loaded.rulebook)
    for test in read_golden(TESTS[0], "maple.tests.yaml").tests:
        case = completed(test.case, loaded.rulebook)
        for decision in decide(loaded.rulebook, case):
            letter_of_case(loaded.rulebook, case, decision, good_history=True)


@fuzz(15)
@given(spoilt(BOOKS, VALUES))
def test_what_is_shown_of_a_spoilt_rulebook_that_loads_is_the_same_rulebook(text: str) -> None:
    sources = [RulebookSource("rules.yaml", text, _letters())]

    def follow(name: str, asked_by: str) -> RulebookSource:
        sources.append(_resolve(name, asked_by))
        return sources[-1]

    if load_rulebook(sources[0], follow).rulebook is not None:
        letters = {name: text for one in reversed(sources) for name, text in one.letters.items()}
        shown = RulebookSource("shown.yaml", "\n".join(effective(sources)), letters)
        assert load_rulebook(shown, _resolve).problems == ()


@fuzz(80)
@given(spoilt(LETTERS, TEMPLATING))
@example("Subject: a\n\n{{ 'a' if attached }}")
@example("Subject: a\n\n{% for row in rows %}{% if row > 1 %}{% endif %}{% endfor %}")
@example("Subject: a\n\n" + "{% for row in rows %}" * 9 + "x" + "{% endfor %}" * 9)
def test_a_spoilt_letter_is_told_at_its_place_or_can_be_sent(text: str) -> None:
    letter, problems = read_letter("x", text, "letters/x.md")
    assert (letter is None) is bool(problems)
    assert_told(problems, {"letters/x.md": text})
    if letter is not None:
        for facts in (ONE, MANY, RICH, replace(RICH, rows=(), locale="de_CH")):
            written = render(letter, facts)
            assert "RowWords(" not in written.text
            assert "\ue000" not in written.text


@fuzz(60)
@given(spoilt(TESTS, VALUES))
def test_a_spoilt_golden_test_is_told_at_its_place_or_can_be_run_and_updated(text: str) -> None:
    golden = read_golden(text, "a.tests.yaml")
    assert_told(golden.problems, {"a.tests.yaml": text})
    if golden.problems:
        return
    rulebook = read_whole(EXAMPLES[0].read_text("utf-8"))
    outcomes = [check(rulebook, test) for test in golden.tests]
    rewritten = rewrite(text, "a.tests.yaml", outcomes)
    again = read_golden(rewritten.text, "a.tests.yaml")
    assert again.problems == ()
    for test in again.tests:
        assert check(rulebook, test).passed or test.name in rewritten.left
