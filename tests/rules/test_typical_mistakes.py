"""The mistakes that consultants make most: the place, the value, and what to write instead."""

import pytest

from rules.book.load import RulebookSource, load_rulebook
from tests.rules.rulebooks import resolve

HEAD = """\
rulebook: 1
extends: goodterms/gentle
company: {from: Ana Reid <ana@maple.example>}
"""


def guard(test: str) -> str:
    return f"guards:\n  - {{hold: small, when: {{{test}}}}}\n"


def step(written: str) -> str:
    return f"policies:\n  - policy: a\n    for: [new]\n    steps:\n      - {{step: x, {written}}}\n"


MISTAKES = [
    (guard('balance: "< 20"').replace("guards", "guard"), "4:1: ", 'Did you mean "guards"?'),
    ("guards:\n  - hold: small\n   when: {balance: 1}\n", "6:4: ", "Check the indentation"),
    (step("on: 3 days after due, letter: nudge"), "8:19: ", 'Did you mean "at"?'),
    (step("at: 3 days after due, template: nudge"), "8:41: ", 'Did you mean "letter"?'),
    (guard("balance: > 20"), "5:35: ", 'Put a test in quotes: "> 20".'),
    ("guards:\n  - hold: a\n    when:\n      balance: > 20\n", "7:18: ", 'in quotes: "> 20".'),
    (guard('paid_late_share: "<= 20"'), "5:43: ", 'Write for instance "<= 20%".'),
    (step("at: 7 days past due, letter: nudge"), "8:23: ", 'Write "7 days after due".'),
    (step("at: 7 days after due, letter: nugde"), "8:49: ", 'Did you mean "nudge"?'),
    (
        'segments:\n  - segment: everyone else\n  - segment: vip\n    when: {invoices_paid: "> 9"}\n',
        "6:5: ",
        "Put the one for everyone last.",
    ),
    (guard('balance: "< 20 NZ"'), "5:35: ", 'Did you mean "NZD"?'),
    (guard('days_overdue: "< 20 NZD"'), "5:40: ", 'Write for instance "< 5 days".'),
    (guard('balance: "> 50 XYZ"'), "5:35: ", '"XYZ" is not a currency.'),
    (guard("segment: prompy"), "5:35: ", 'Did you mean "prompt"?'),
    (guard("segment: [new, promt]"), "5:41: ", 'Did you mean "prompt"?'),
    (guard('not: {segment: "p*y"}'), "5:41: ", '"p*y" is not a segment.'),
    (guard('segment: "!= lat"'), "5:35: ", 'Did you mean "late"?'),
    (guard("any: [{tag: a}, {step_done: nuge}]"), "5:54: ", 'Did you mean "nudge"?'),
    (guard("country: New Zealand"), "5:35: ", 'Did you mean "NZ"?'),
    (guard("country: [AU, UK]"), "5:40: ", 'Did you mean "GB"?'),
    (guard("currency: NZ"), "5:36: ", 'Did you mean "NZD"?'),
    (guard("language: english"), "5:36: ", 'Did you mean "en"?'),
    (guard("language: [de, dutch]"), "5:41: ", '"dutch" is not a language'),
    (guard("any: []"), "5:31: ", '"any" takes a list of conditions, not an empty one.'),
    (guard("class: null"), "5:33: ", "none where there is none"),
    (guard('class: ""'), "5:33: ", 'The test of "class" is missing.'),
    (guard("tag: [~, a]"), "5:32: ", '"#retail" in quotes'),
    ("guards: [{hold: null, when: {class: a}}]\n", "4:17: ", "A value is missing here."),
    (step("at: 9999999 days after due, letter: nudge"), "8:23: ", "9999999 is more than 3650."),
    (
        "limits: {gap: 99999999 days}\n",
        "4:15: ",
        "99999999 days is too long a time: 9,999 at most.",
    ),
    ("limits: {per_customer: 4 in 99999 days}\n", "4:24: ", '"99999" is not between 1 and'),
    ("limits: {backlog: 99999999999}\n", "4:19: ", "is not between 0 and 1,000,000."),
    (guard('tag: "#net 30"'), "5:31: ", 'Write "net", say.'),
]


@pytest.mark.parametrize(("written", "at", "advice"), MISTAKES)
def test_a_typical_mistake_is_told_with_what_to_write_instead(
    written: str, at: str, advice: str
) -> None:
    loaded = load_rulebook(RulebookSource("rules.yaml", HEAD + written, {}), resolve)
    said = [str(problem) for problem in loaded.problems]

    assert [one for one in said if one.startswith(f"rules.yaml:{at}") and advice in one], said


RIGHT = [
    'tag: "#retail"',
    "tag: [no-chase, none]",
    'segment: ["PROMPT", "l*"]',
    'segment: "!= new"',
    "step_done: [nudge, none]",
    'step_done: "heads?up"',
    'country: [nz, "A*"]',
    "currency: [nzd, EUR]",
    "language: [en, de_AT]",
    'total_due: "> 50 CHF"',
    'class: "null"',
    "class: NO",
]


@pytest.mark.parametrize("written", RIGHT)
def test_names_and_codes_are_taken_in_any_case_and_as_patterns(written: str) -> None:
    loaded = load_rulebook(RulebookSource("rules.yaml", HEAD + guard(written), {}), resolve)
    assert loaded.problems == ()
