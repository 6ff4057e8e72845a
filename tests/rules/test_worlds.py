"""What the linter calls unreachable never happens: held against the conditions' own verdicts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.book.fields import Problems
from rules.book.yaml_nodes import read_yaml
from rules.case import Behaviour
from rules.conditions import read_condition
from rules.lint.worlds import holds_always, is_beaten
from rules.rulebook import Condition, Verdict
from tests.rules.builders import case, invoice

NUMBERS = st.integers(0, 5)
SIGNS = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])
NAMES = st.sampled_from(["ACME", "AC*", "*ME", "A?ME", "*", "B*", "!= ACME", "!= B*"])


def asking(fact: str, unit: str = "", scale: int = 1) -> st.SearchStrategy[str]:
    return st.builds(lambda s, n: f'{{{fact}: "{s} {n * scale}{unit}"}}', SIGNS, NUMBERS)


SIMPLE = st.one_of(
    asking("invoices_paid"),
    asking("paid_late_share", "%", 20),
    asking("days_overdue"),
    asking("days_until_due"),
    asking("balance"),
    st.builds(lambda name: f'{{customer: "{name}"}}', NAMES),
)
CONDITIONS = st.recursive(
    SIMPLE,
    lambda part: st.one_of(
        st.builds(lambda one: f"{{not: {one}}}", part),
        st.builds(lambda one, two: f"{{any: [{one}, {two}]}}", part, part),
        st.builds(lambda one, two: f"{{all: [{one}, {two}]}}", part, part),
    ),
    max_leaves=3,
)
CUSTOMERS = st.tuples(
    st.sampled_from(["acme", "acmeme", "beta", "axme", "other"]),
    st.lists(st.integers(-3, 6), max_size=5),
    st.integers(-6, 6),
    NUMBERS,
)


def condition(written: str) -> Condition:
    problems = Problems()
    root = read_yaml(written, "rules.yaml").root
    assert root is not None
    read = read_condition(root, problems)
    assert read is not None, problems.found
    return read


def verdicts(asked: list[Condition], customer: tuple[str, list[int], int, int]) -> list[Verdict]:
    """What the conditions come to for a customer with these days late, overdue and balance."""
    name, late, overdue, balance = customer
    owed = invoice(overdue=overdue, balance=str(balance))
    about = case(owed, customer=name, behaviour=Behaviour(tuple(late)))
    return [each.verdict(about, owed) for each in asked]


@settings(max_examples=200, deadline=None)
@given(st.lists(CONDITIONS, min_size=1, max_size=3), st.lists(CUSTOMERS, min_size=1, max_size=20))
def test_what_is_beaten_is_never_the_first_that_holds(
    written: list[str], customers: list[tuple[str, list[int], int, int]]
) -> None:
    *earlier, last = [condition(one) for one in written]
    if is_beaten(last, earlier):
        for customer in customers:
            *before, holds = verdicts([*earlier, last], customer)
            assert not (holds is Verdict.YES and all(one is Verdict.NO for one in before))


@settings(max_examples=200, deadline=None)
@given(CONDITIONS, st.lists(CUSTOMERS, min_size=1, max_size=20))
def test_what_holds_always_never_fails(
    written: str, customers: list[tuple[str, list[int], int, int]]
) -> None:
    asked = condition(written)
    if holds_always(asked):
        for customer in (each for each in customers if each[3]):  # nothing is asked of a paid one
            assert verdicts([asked], customer) != [Verdict.NO]
