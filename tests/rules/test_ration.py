"""What one run may do as a whole."""

from dataclasses import replace

from rules.decisions import Action, Decision, Line
from rules.facts import CustomerId, Person
from rules.ration import ration
from rules.rulebook import Limits, Rulebook
from tests.rules.builders import day, invoice, rulebook, step

RULES = rulebook(step("nudge", 3, cc=("archive@maple.example",)))
ARCHIVE = Person(email="archive@maple.example", role="ours")


def remind(
    customer: str,
    balance: str = "100",
    *,
    to: str | None = None,
    cc: tuple[str, ...] = (),
    backlog: bool = False,
    action: Action = Action.REMIND,
) -> Decision:
    """A reminder to one customer, to an address of their own."""
    owed = invoice(f"INV-{customer}", balance, customer=customer)
    return Decision(
        action=action,
        customer=CustomerId(customer),
        customer_name=customer.upper(),
        lines=(Line(owed, "nudge", 10),),
        reason="Nudge.",
        step="nudge",
        channel="email",
        letter="nudge",
        to=(Person(email=to or f"pay@{customer}.example"),),
        cc=(*(Person(email=email) for email in cc), ARCHIVE),
        backlog=backlog,
    )


def rationed(
    *decisions: Decision, rules: Rulebook = RULES, heard: tuple[str, ...] = ()
) -> list[str]:
    """The action of each decision in its place, or the name of its hold."""
    kept = ration(rules, decisions, heard_today=frozenset(heard), tomorrow=day(1))
    return [decision.hold or decision.action.value for decision in kept]


def test_what_fits_goes_as_it_is() -> None:
    """Our own address in copy of every letter is no person who hears twice."""
    decisions = (remind("a"), remind("b"))
    assert ration(RULES, decisions, heard_today=frozenset(), tomorrow=day(1)) == decisions


def test_a_run_that_is_full_keeps_the_largest_balances() -> None:
    rules = replace(RULES, limits=Limits(per_run=2))
    assert rationed(remind("a", "50"), remind("b", "70"), remind("c", "60"), rules=rules) == [
        "run is full",
        "remind",
        "remind",
    ]


def test_an_old_backlog_is_spread_over_days_the_largest_debt_first() -> None:
    """Promise 5: a go-live is no burst. Ladders under way are not held up by it."""
    rules = replace(RULES, limits=Limits(backlog_per_run=1))
    old, older = remind("a", "50", backlog=True), remind("b", "90", backlog=True)
    assert rationed(old, older, remind("c", "10"), rules=rules) == [
        "backlog is spread",
        "remind",
        "remind",
    ]


def test_the_backlog_of_one_customer_counts_once() -> None:
    """Two departments of one customer are one customer."""
    rules = replace(RULES, limits=Limits(backlog_per_run=1))
    two = [remind("a", backlog=True, to=f"{name}@a.example") for name in ("ivy", "max")]
    assert rationed(*two, rules=rules) == ["remind", "remind"]


def test_equal_balances_go_by_customer() -> None:
    rules = replace(RULES, limits=Limits(per_run=1))
    assert rationed(remind("b"), remind("a"), rules=rules) == ["run is full", "remind"]


def test_one_bookkeeper_of_two_customers_gets_one_mail_a_day() -> None:
    """Promise 4 across customers, whatever the case of the letters."""
    two = [remind("a", "50", to="Books@x.example"), remind("b", "70", to="books@x.example")]
    assert rationed(*two) == ["one mail a day", "remind"]


def test_who_heard_in_an_earlier_run_of_the_day_waits() -> None:
    assert rationed(remind("a"), heard=("pay@a.example",)) == ["one mail a day"]


def test_a_copy_is_left_out_for_whoever_has_heard() -> None:
    """The letter is for somebody else, and goes."""
    kept = ration(
        RULES,
        [remind("a", cc=("books@x.example",))],
        heard_today=frozenset({"books@x.example"}),
        tomorrow=day(1),
    )
    assert kept[0].action is Action.REMIND
    assert kept[0].cc == (ARCHIVE,)
    assert kept[0].findings[-1].says == (
        "no copy to books@x.example: they hear from us today already"
    )


def test_what_does_not_fit_becomes_a_hold_of_its_invoices_until_tomorrow() -> None:
    (held,) = ration(
        replace(RULES, limits=Limits(per_run=0)),
        [remind("a")],
        heard_today=frozenset(),
        tomorrow=day(1),
    )
    assert (held.action, held.next_on, held.invoices) == (Action.HOLD, day(1), ("inv-a",))
    assert (held.to, held.letter, held.channel, held.lines[0].step) == ((), None, None, None)


def test_thanks_that_do_not_fit_are_left_out() -> None:
    """They are about nothing that is owed, so nothing is lost."""
    rules = replace(RULES, limits=Limits(per_run=1))
    assert rationed(remind("a", action=Action.THANK), remind("b", "1"), rules=rules) == ["remind"]
