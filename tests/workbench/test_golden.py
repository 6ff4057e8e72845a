"""`goodterms rules test`: what a consultant expects of a rulebook, held against what is decided."""

import json
import string
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from cli import goodterms
from connectors.errors import Misuse
from rules.golden.check import check, say
from rules.golden.read import read_golden
from rules.golden.rewrite import rewrite
from tests.rules.rulebooks import ROOT, read

RULES = """\
rulebook: 1
extends: goodterms/gentle
company: {from: Ana Reid <accounts@maple.example>}
"""
NUDGE = """\
tests: 1
cases:
  - test: a nudge on the third working day
    on: 2026-11-17
    invoices:
      - {number: INV-1, due: 2026-11-12}
    expect:
      - {decision: remind, step: nudge, invoices: [INV-1], to: [pat@customer.example]}
"""
EXAMPLE = (ROOT / "examples" / "maple.tests.yaml").read_text("utf-8")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write("rules.yaml", RULES)
    write("rules.tests.yaml", NUDGE)
    return tmp_path


def write(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")


def run(*words: str) -> Result:
    return CliRunner().invoke(goodterms, ["rules", "test", *words])


def told(case: str, extra: str = "") -> list[str]:
    """What is said of the tests in one case under gentle; no line for one that passes."""
    rulebook = read(extra)
    golden = read_golden(f"tests: 1\ncases:\n{case}", "t")
    assert golden.problems == ()
    outcomes = [check(rulebook, test) for test in golden.tests]
    return [line for one in outcomes if not one.passed for line in say(one)]


def decided(facts: str) -> str:
    """The first decision about a case on Tuesday 17 November, in words."""
    lines = told(f"  - test: it\n    on: 2026-11-17\n{facts}\n    expect: []\n")
    [first, *_] = [line for line in lines if line.startswith("  not expected: ")]
    return first.removeprefix("  not expected: ")


def mistakes(text: str) -> list[str]:
    return [str(problem) for problem in read_golden(text, "t").problems]


def test_a_test_that_says_what_is_decided_passes() -> None:
    done = run("rules.tests.yaml")
    assert done.exit_code == 0
    assert done.stdout == "rules.tests.yaml: 1 of 1 tests passed.\n"


def test_a_test_that_fails_tells_both_sides_the_reason_and_the_rule() -> None:
    write("rules.tests.yaml", NUDGE.replace("due: 2026-11-12", "due: 2026-11-12, balance: 4.90"))
    done = run("rules.tests.yaml")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[:7] == [
        "rules.tests.yaml:3:5: failed: a nudge on the third working day",
        "  expected (line 8): remind, step nudge, invoices INV-1, to pat@customer.example",
        "  got: hold, hold small balance, invoices INV-1",
        "    decision: expected remind, got hold",
        "    step: expected nudge, got none",
        "    to: expected pat@customer.example, got nobody",
        "    because: Small balance: balance 4.90 NZD, needs less than 5: holds.",
    ]
    assert "guard “small balance” holds (goodterms/gentle:" in done.stdout


SAYS = """\
tests: 1
cases:
  - test: a nudge in words
    on: 2026-11-17
    invoices: [{number: INV-1, due: 2026-11-12, balance: 115.00}]
    expect:
      - {decision: remind, senior: no, says: [invoice INV-1, WORDS], tasks: none}
"""


def test_the_words_of_a_letter_can_be_expected_wherever_its_lines_break() -> None:
    write("rules.tests.yaml", SAYS.replace("WORDS", '"on Thursday 12 November 2026"'))
    done = run("rules.tests.yaml")
    assert (done.exit_code, done.stdout) == (0, "rules.tests.yaml: 1 of 1 tests passed.\n")


def test_words_that_a_letter_lacks_are_told_with_the_nearest_and_updated_to_it() -> None:
    write("rules.tests.yaml", SAYS.replace("WORDS", '"It was due on Friday 13 November"'))
    done = run("rules.tests.yaml")
    assert done.exit_code == 1
    assert (
        '    says: expected "It was due on Friday 13 November", and the letter does not say it'
        in done.stdout.splitlines()
    )
    assert "the nearest: " in done.stdout
    assert "Thursday 12 November 2026" in done.stdout
    assert run("rules.tests.yaml", "--update").exit_code == 0
    assert run("rules.tests.yaml").exit_code == 0


def test_who_signs_and_what_a_person_is_to_do_can_be_expected() -> None:
    wanted = """\
  - test: nobody to write to
    on: 2026-11-17
    customer: {name: Acme Holdings, people: []}
    invoices: [{due: 2026-11-12}]
    expect: [{hold: nobody to write to, tasks: [ask Acme Holdings for an address]}]
"""
    assert told(wanted) == []
    lines = told(wanted.replace("ask Acme", "phone Acme"))
    assert (
        "    tasks: expected phone Acme Holdings for an address, got ask Acme Holdings for an address"
        in lines
    )


def test_a_decision_that_nobody_expects_fails_the_test() -> None:
    lines = told(
        """\
  - test: one of two
    on: 2026-11-17
    invoices: [{due: 2026-11-12}, {due: 2026-12-20}]
    expect: [{decision: remind}]
"""
    )
    assert (
        "  not expected: nothing, invoices INV-2, next on 2026-12-14, next step heads-up" in lines
    )


def test_a_decision_that_is_not_made_fails_the_test() -> None:
    lines = told(
        """\
  - test: two of one
    on: 2026-11-17
    invoices: [{due: 2026-11-12}]
    expect: [{decision: remind}, {decision: call}]
"""
    )
    assert lines[1:] == ["  expected (line 6): call", "  got: nothing like it"]


def test_a_loose_expectation_leaves_a_picky_one_its_decision() -> None:
    """`remind` fits both, `remind INV-1` only one: whichever is written first."""
    assert (
        told(
            """\
  - test: two people
    on: 2026-11-17
    invoices:
      - {number: INV-1, due: 2026-11-12, people: a@customer.example}
      - {number: INV-2, due: 2026-11-12, people: b@customer.example}
    expect:
      - {decision: remind}
      - {invoices: [INV-1]}
"""
        )
        == []
    )


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ("    customer: {people: []}\n    invoices: [{due: 2026-11-12}]", "nobody to write to"),
        ("    invoices: [{due: none}]", "no due date"),
        ("    invoices: [{due: 2026-11-12, disputed: yes}]", "disputed"),
        ('    invoices: [{due: 2026-11-12, note: "#hold until 2026-12-05"}]', "on hold"),
        ("    invoices: [{due: 2026-11-12, expected: 2026-11-20}]", "promised"),
        ("    invoices: [{due: 2026-11-12, sent: none}]", "not sent"),
        ("    invoices: [{due: 2026-11-12}]\n    marks: [{mark: no-chase}]", "not to be chased"),
        ("    invoices: [{due: 2026-11-12}]\n    marks: [{mark: replied}]", "replied"),
        ("    invoices: [{due: 2026-11-12}]\n    credits: [{amount: 100.00}]", "probably paid"),
        (
            "    invoices: [{due: 2026-11-12}]\n    payments: [{on: 2026-11-16}]",
            "paid lately",
        ),
        ("    invoices: [{due: 2026-11-12}]\n    unreadable: [{kind: invoice}]", "cannot be read"),
        ("    invoices: [{due: 2026-11-12}]\n    ledger: {pull_failed: no}", "ledger is stale"),
        (
            "    invoices: [{due: 2026-11-12}]\n    bounced: [pat@customer.example]",
            "nobody to write to",
        ),
        (
            (
                "    invoices: [{due: 2026-11-02}]\n"
                "    taken: [{step: nudge, on: 2026-11-05, state: unknown}]"
            ),
            "not known whether it went out",
        ),
        (
            (
                "    invoices: [{due: 2026-11-12}]\n"
                "    taken: [{step: nudge, on: 2026-11-15, invoices: none}]"
            ),
            "heard from us lately",
        ),
    ],
)
def test_every_reason_to_keep_quiet_can_be_told_in_a_test(facts: str, says: str) -> None:
    assert f"hold {says}" in decided(facts)


ANNOUNCED = (
    "announcements:\n"
    "  - {announce: new terms, letter: new-terms, from: 2026-11-02, until: 2026-11-30}\n"
    "statements: {letter: statement, on: 16, when: {open_invoices: '>= 1'}}\n"
)


@pytest.mark.parametrize(
    ("before", "hears"),
    [
        ("[]", {"statement"}),
        ("[{statement: 2026-08-15, on: 2026-08-17}]", {"statement"}),
        ("[{statement: 2026-11-15, on: 2026-11-10}]", {"announce"}),
        ("[{announcement: new terms, on: 2026-11-09}]", {"statement"}),
        (
            "[{statement: 2026-11-15, on: 2026-11-10}, {announcement: new terms, on: 2026-11-09}]",
            set(),
        ),
    ],
)
def test_what_a_customer_was_told_already_is_not_told_again(before: str, hears: set[str]) -> None:
    case = (
        f"  - test: it\n    on: 2026-11-17\n    invoices: [{{due: 2026-12-20}}]\n    told: {before}"
    )
    lines = told(f"{case}\n    expect: []\n", ANNOUNCED)
    heads = {line.split()[2].strip(",") for line in lines if line.startswith("  not expected: ")}
    assert heads - {"nothing"} == hears


def test_a_rulebook_in_the_place_of_its_tests_is_told_in_one_sentence() -> None:
    done = run("rules.yaml")
    assert done.exit_code == 2
    assert done.stdout.splitlines()[0] == (
        "rules.yaml:1:1: This is a rulebook, and no file of tests. Try `goodterms rules check "
        "rules.yaml`; its tests stand in a file of their own."
    )
    assert "2 mistakes" not in done.stdout
    done = CliRunner().invoke(goodterms, ["rules", "check", "rules.tests.yaml"])
    assert done.stdout.splitlines()[0] == (
        "rules.tests.yaml:1:1: This is a file of tests, and no rulebook. Try `goodterms rules test "
        "rules.tests.yaml`."
    )
    assert "1 mistake;" in done.stdout


def test_an_empty_file_of_tests_is_told_how_to_begin() -> None:
    [problem] = read_golden("", "rules.tests.yaml").problems
    assert str(problem) == (
        "rules.tests.yaml:1:1: The file is empty. "
        'Begin with "tests: 1", "rulebook: rules.yaml" and "cases:".'
    )


def test_a_call_that_was_made_counts_as_a_call_without_a_word() -> None:
    """The channel of a step is the rulebook's."""
    before = "[{step: check-in, on: 2026-09-20}, {step: call, on: 2026-09-30}]"
    facts = f"    invoices: [{{due: 2026-09-01}}]\n    taken: {before}"
    assert decided(facts).startswith("offer, step offer")


def test_how_they_paid_decides_the_policy() -> None:
    due = "    invoices: [{due: 2026-11-17}]\n    customer:"
    assert "step due-today" in decided(f"{due} {{paid: 8, paid_late: 4}}")
    assert "step due-today" in decided(f"{due} {{days_late: [9, -1, 4, 0]}}")
    assert decided(f"{due} {{days_late: [-2, -1, 0, 0]}}").startswith("nothing")


def test_a_public_holiday_of_the_company_is_no_working_day() -> None:
    """Monday 26 October 2026 is Labour Day in New Zealand."""
    case = """\
  - test: in {country}
    on: 2026-10-26
    company: {{country: {country}}}
    invoices: [{{due: 2026-10-21}}]
    expect: [{{decision: {decision}}}]
"""
    assert told(case.format(country="NZ", decision="nothing")) == []
    assert told(case.format(country="FJ", decision="remind")) == []


MISTAKES = [
    ("tests: 2\ncases: []", 't:1:8: "2" is not between 1 and 1.'),
    ("cases: []", 't:1:1: The key "tests" is missing in a file of tests.'),
    (
        NUDGE.replace("invoices:\n", "told: [{on: 2026-11-09}]\n    invoices:\n"),
        "t:5:12: Told is either an announcement, by its name, or a statement, by its last day.",
    ),
    ("tests: 1", 't:1:1: The key "cases" is missing in a file of tests.'),
    ("tests: 1\ncase: []", 't:2:1: "case" is not a key of a file of tests. Did you mean "cases"?'),
    (NUDGE.replace("2026-11-17", "17.11.2026"), 't:4:9: "17.11.2026" is not a day.'),
    (NUDGE.replace("on: 2026-11-17", "on: 2026-11-31"), 't:4:9: "2026-11-31" is not a day.'),
    (NUDGE.replace("step:", "stp:"), 't:8:28: "stp" is not a key of an expected decision.'),
    (NUDGE.replace(": remind", ": remnd"), 't:8:20: "remnd" is not a decision. Did you mean'),
    (
        NUDGE.replace("due: 2026-11-12", "due: none, balance: much"),
        't:6:45: "much" is not an amount.',
    ),
    (NUDGE.replace("due: 2026-11-12", "due: none, balance: 0"), "t:6:45: Nothing is owed"),
    (NUDGE.replace("due: 2026", "duo: 2026"), 't:6:25: "duo" is not a key of an invoice. Did you'),
    (NUDGE + NUDGE.partition("cases:\n")[2], 't:9:5: A test "a nudge on the third working day"'),
    (NUDGE + "    marks: [{mark: promise}]\n", "t:9:13: A promise needs its day."),
    (
        NUDGE + "    taken: [{step: nudge, on: 2026-11-01, invoices: INV-2}]\n",
        't:9:53: "INV-2" is not an invoice of this test. Did you mean "INV-1"?',
    ),
    (NUDGE + "    customer: {paid: 1, paid_late: 2}\n", "t:9:36: 2 invoices were paid late"),
    (NUDGE + "    customer: {paid: 1, days_late: [2]}\n", "t:9:36: How they paid is said twice"),
    (NUDGE + "    bounced: [pat]\n", 't:9:15: "pat" is not an e-mail address'),
]


@pytest.mark.parametrize(("text", "says"), MISTAKES, ids=[says for _, says in MISTAKES])
def test_a_mistake_is_told_with_its_place_and_a_way_out(text: str, says: str) -> None:
    assert [told for told in mistakes(text) if told.startswith(says)], mistakes(text)


def test_all_mistakes_are_told_at_once_and_nothing_is_tested() -> None:
    wrong = NUDGE.replace("remind", "remnd").replace("2026-11-17", "someday")
    write("rules.tests.yaml", wrong)
    done = run("rules.tests.yaml")
    assert done.exit_code == 2
    assert "    4 |     on: someday" in done.stdout
    assert done.stdout.endswith("rules.tests.yaml: 2 mistakes; nothing was tested.\n")


def test_a_rulebook_with_mistakes_is_told_with_its_own_places() -> None:
    write("rules.yaml", RULES + "guard: []\n")
    done = run("rules.tests.yaml")
    assert done.exit_code == 2
    assert 'rules.yaml:4:1: "guard" is not a key of a rulebook.' in done.stdout


def test_a_rulebook_or_a_file_that_is_not_there_is_told() -> None:
    write("rules.tests.yaml", NUDGE.replace("tests: 1", "tests: 1\nrulebook: ../none.yaml"))
    assert run("rules.tests.yaml").exit_code == 2
    assert 'The tests "no.tests.yaml" cannot be read' in run("no.tests.yaml").stdout


def test_without_a_file_every_test_beside_the_rulebook_is_run() -> None:
    write("goodterms.toml", '[ledger]\nplatform = "xero"\ncompany = "7"\nclient_id = "A"\n')
    write("more.tests.yaml", NUDGE.replace("tests: 1", "tests: 1\nrulebook: rules.yaml"))
    done = run()
    assert done.stdout.splitlines() == [
        "more.tests.yaml: 1 of 1 tests passed.",
        "rules.tests.yaml: 1 of 1 tests passed.",
    ]
    for path in Path().glob("*.tests.yaml"):
        path.unlink()
    assert isinstance(run().exception, Misuse)
    assert "There are no tests beside" in str(run().exception)


def test_the_same_for_machines() -> None:
    write("rules.tests.yaml", NUDGE.replace("nudge, inv", "check-in, inv"))
    [file] = json.loads(run("rules.tests.yaml", "--json").stdout)
    [test] = file["tests"]
    [difference] = test["differences"]
    assert (test["passed"], test["line"]) == (False, 3)
    assert difference["differs"] == ["step"]
    assert difference["got"]["step"] == "nudge"
    assert difference["findings"][-1]["at"]


def test_update_writes_what_is_decided_and_leaves_the_rest_alone() -> None:
    text = (
        NUDGE.replace("step: nudge", "step: nudg")
        .replace("expect:", "expect:   # seen by Ana")
        .replace("    on:", "    # a Tuesday\n    on:")
    )
    write("rules.tests.yaml", f"# ours\n{text}\n# the end\n")
    done = run("rules.tests.yaml", "--update")
    assert done.exit_code == 0
    assert "+       - {decision: remind, step: nudge, invoices: [INV-1]" in done.stdout
    mended = text.replace("step: nudg,", "step: nudge,")
    assert Path("rules.tests.yaml").read_text("utf-8") == f"# ours\n{mended}\n# the end\n"
    assert run("rules.tests.yaml").exit_code == 0


def test_update_leaves_tests_that_pass_as_they_are_written() -> None:
    write("rules.tests.yaml", NUDGE)
    assert run("rules.tests.yaml", "--update").stdout == "rules.tests.yaml: 1 of 1 tests passed.\n"
    assert Path("rules.tests.yaml").read_text("utf-8") == NUDGE


@pytest.mark.parametrize(
    "case",
    [
        "- expect: [{decision: call}]\n  test: a\n  on: 2026-11-17\n  invoices: [{due: 2026-11-12}]\n",
        (
            "- test: a\n  expect:\n  - {decision: call}\n  on: 2026-11-17\n"
            "  invoices: [{due: 2026-11-12}]\n"
        ),
        "- test: a\n  on: 2026-11-17\n  invoices:\n    - {due: 2026-11-12}\n  # more\n",
        (
            "- test: a\n  on: 2026-11-17\n  invoices: [{due: 2026-11-12}]\n  expect:\n"
            "    - decision: call\n      step: nudge\n    - {\n        decision: hold}\n"
        ),
        "- test: a\n  on: 2026-11-17\n  invoices: [{due: 2026-11-12}]\n  expect: []",
    ],
)
def test_update_finds_the_expectation_wherever_it_stands(case: str) -> None:
    other = (
        "- test: other\n  on: 2026-11-17\n  invoices: [{due: none}]\n  expect: [{decision: hold}]"
    )
    write("rules.tests.yaml", f"tests: 1\ncases:\n{other}\n{case}")
    assert run("rules.tests.yaml", "--update").exit_code == 0
    text = Path("rules.tests.yaml").read_text("utf-8")
    assert text.startswith(f"tests: 1\ncases:\n{other}\n")
    assert text.count("decision: remind") == 1
    assert ("# more" in text) == ("# more" in case)
    assert run("rules.tests.yaml").exit_code == 0


def test_a_test_in_braces_is_left_to_a_person() -> None:
    case = "- {test: a, on: 2026-11-17, invoices: [{due: 2026-11-12}], expect: []}\n"
    write("rules.tests.yaml", f"tests: 1\ncases:\n{case}")
    done = run("rules.tests.yaml", "--update")
    assert done.exit_code == 1
    assert '"a" is left' in done.stdout
    assert Path("rules.tests.yaml").read_text("utf-8") == f"tests: 1\ncases:\n{case}"


LINES = st.sampled_from(EXAMPLE.splitlines())
SNIPPETS = st.sampled_from(
    [
        "none",
        "[]",
        "{}",
        "-",
        "2026-02-30",
        "9999-12-31",
        "1e9",
        "*a",
        "!x",
        "'",
        "\t",
        "0",
        "\ufffd",
    ]
)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_is_written_is_read_or_told(data: st.DataObject) -> None:
    """Lines of the example in another order, with something else in them: never a traceback."""
    lines = EXAMPLE.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        line, cut = lines[at], data.draw(st.integers(0, len(lines[at])))
        lines[at] = data.draw(
            st.one_of(
                LINES,
                st.builds(
                    "".join, st.tuples(st.just(line[:cut]), SNIPPETS, st.just(line[cut + 3 :]))
                ),
                st.text(string.printable, max_size=12),
            )
        )
    text = "\n".join(lines)
    golden = read_golden(text, "t")
    assert all(1 <= problem.place.line <= len(text.splitlines()) + 1 for problem in golden.problems)
    if golden.problems:
        return
    outcomes = [check(RULEBOOK, test) for test in golden.tests]
    again = rewrite(text, "t", outcomes)
    for test in read_golden(again.text, "t").tests:
        assert check(RULEBOOK, test).passed != (test.name in again.left)


RULEBOOK = read("")


def test_a_statement_is_read_with_its_figures() -> None:
    write(
        "rules.tests.yaml",
        """\
tests: 1
cases:
  - test: the account of the month
    on: 2026-12-01
    invoices:
      - {number: INV-1, balance: 100, issued: 2026-10-02, due: 2026-10-20}
      - {number: INV-2, balance: 250, issued: 2026-11-10, due: 2026-12-10}
    expect:
      - decision: statement
        says: ["Your balance today is NZD 350.00", "Balance brought forward", "Invoice INV-2"]
      - {decision: hold, invoices: [INV-1]}
      - {decision: nothing, invoices: [INV-2]}
""",
    )
    result = run("rules.tests.yaml")
    assert result.stdout == "rules.tests.yaml: 1 of 1 tests passed.\n"


def test_the_letter_that_an_invoice_goes_out_with_can_be_expected() -> None:
    """No ledger is asked for the PDF that goes along."""
    write("rules.yaml", f"{RULES}send_invoices: {{within: 1 day, by: email, letter: invoice}}\n")
    write(
        "rules.tests.yaml",
        """\
tests: 1
cases:
  - test: an invoice goes out
    on: 2026-11-17
    invoices:
      - {number: INV-9, issued: 2026-11-16, due: 2026-12-20, sent: no}
    expect:
      - {decision: send_invoice, invoices: [INV-9], says: [INV-9, attached]}
""",
    )
    assert run("rules.tests.yaml").stdout == "rules.tests.yaml: 1 of 1 tests passed.\n"
