"""Turns a real case into a golden test that passes, and tells nobody's name."""

from dataclasses import dataclass

from rules.case import Case
from rules.engine import decide
from rules.facts import InvoiceId
from rules.golden.check import check
from rules.golden.disguise import AMOUNTS, LARGEST, Disguised, disguise
from rules.golden.expecting import as_yaml, in_words, said_of, scalar, told
from rules.golden.read import read_golden
from rules.golden.write import write_case
from rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Recorded:
    """The text of a file with one test."""

    text: str
    passes: bool
    """Whether it passes as it stands; False for a case that a test cannot hold."""


def record(rulebook: Rulebook, case: Case, invoice: InvoiceId | None, *, file: str) -> Recorded:
    """Record a case, named after an invoice of it; `file` is the rulebook's, from the test's."""
    hidden = disguise(case, lambda one: decide(rulebook, one))
    decisions = decide(rulebook, hidden.case)
    first = next((one for one in decisions if invoice in one.invoices), None)
    first = first or next(iter(decisions), None)
    name = f"{_called(hidden.case, invoice)} on {case.today}"
    if first is not None:
        short = {key: value for key, value in told(first).items() if key in ("step", "hold")}
        said = {key: value for key, value in short.items() if value is not None}
        name += f": {in_words({'decision': first.action.value, **said})}"
    expect = [f"      - {as_yaml(said_of(one))}" for one in decisions]
    lines = [
        *_head(hidden),
        "tests: 1",
        f"rulebook: {scalar(file)}",
        "cases:",
        *write_case(hidden.case, name),
        *(["    expect:", *expect] if expect else ["    expect: []"]),
    ]
    text = "\n".join(lines) + "\n"
    golden = read_golden(text, file)
    passes = not golden.problems and all(check(rulebook, test).passed for test in golden.tests)
    return Recorded(text, passes)


def _called(case: Case, invoice: InvoiceId | None) -> str:
    numbers = (one.number for one in (*case.invoices, *case.settled) if one.id == invoice)
    return next(numbers, None) or case.customer.name


def _head(hidden: Disguised) -> list[str]:
    """What was done to the case, in words."""
    kept = [word for kind, word in hidden.kept if kind != AMOUNTS[0]]
    scaled = AMOUNTS not in hidden.kept
    said = [
        "# Recorded from the ledger. Names, addresses, phones, numbers and references are replaced,",
        "# each by the same word wherever it stands; notes are left out but for their tags. Days are",
    ]
    how = f"are scaled, the largest to {LARGEST}.00" if scaled else "are kept: a rule hangs on them"
    said.append(f"# as they were; amounts {how}.")
    if kept:
        said.append("# Kept, because what is decided hangs on it:")
        said += [f"#   {kind}: {_line(word)}" for kind, word in hidden.kept if kind != AMOUNTS[0]]
    return said


def _line(word: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in word).split())
