"""Checking a rulebook of hundreds of parts asks about as many questions more, not the square of it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from rules.book.load import RulebookSource, load_rulebook
from rules.lint import worlds
from rules.lint.lint import lint
from rules.rulebook import Rulebook
from tests.rules.rulebooks import resolve

HEAD = """\
rulebook: 1
extends: goodterms/gentle
company:
  from: Ana Reid <ana@maple.example>
  pay_by: [online, bank transfer, card by phone, direct debit]
"""


def rulebook(count: int) -> Rulebook:
    """So many guards and policies, twice as many routes, half as many segments; none idle but one."""
    parts = {
        "contacts:\n  routes:": [
            f'    - {{when: {{customer: "Client {n}", reference: "MKT-{n}-*"}}, to: jo{n}@acme.example}}'
            for n in range(2 * count)
        ],
        "segments:": [
            f'  - {{segment: s{n}, when: {{total_due: ">= {9 * count - n}"}}}}'
            for n in range(count // 2)
        ],
        "guards:": [
            f'  - {{hold: g{n}, when: {{customer: "Client {n}*", balance: "< {20 + n}", '
            f'days_overdue: "< {n}"}}}}'
            for n in range(count)
        ],
        "policies:": [
            f'  - {{policy: p{n}, when: {{customer: "C {n}"}}, steps: '
            f"[{{step: one, at: {n} days after due, letter: nudge}}, "
            f"{{step: call, at: {n + 9} days after due, channel: phone}}]}}"
            for n in range(count)
        ],
    }
    # the last route is beaten by one in the middle
    parts["contacts:\n  routes:"].append(
        f'    - {{when: {{customer: "Client {count}", reference: "MKT-{count}-7"}}, to: bo@acme.example}}'
    )
    text = HEAD + "\n".join("\n".join([key, *lines]) for key, lines in parts.items())
    loaded = load_rulebook(RulebookSource("rules.yaml", text, {}), resolve)
    assert loaded.rulebook is not None, loaded.problems
    return loaded.rulebook


@contextmanager
def verdicts_counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How often a condition, or a part of one, is asked; and the worlds that are made."""
    asked = [0]
    verdict, values = worlds.verdict, worlds._values

    def counted(*args: object) -> object:
        asked[0] += 1
        return verdict(*args)  # type: ignore[arg-type]

    def made(*args: object) -> object:
        found = values(*args)  # type: ignore[arg-type]
        asked[0] += len(found)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(worlds, "verdict", counted)
        patched.setattr(worlds, "_values", made)
        yield asked


def work(count: int, monkeypatch: pytest.MonkeyPatch) -> int:
    book = rulebook(count)
    with verdicts_counted(monkeypatch) as asked:
        lint(book)
    return asked[0]


def test_twice_the_rulebook_is_twice_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = work(50, monkeypatch), work(100, monkeypatch)

    assert small < 100_000
    assert large < 3 * small


def test_in_a_large_rulebook_a_route_that_no_invoice_takes_is_still_found() -> None:
    found = [remark for remark in lint(rulebook(100)) if remark.rule.code == "GT103"]

    (only,) = found
    assert only.found.says.startswith('No invoice is ever routed to "bo@acme.example"')
