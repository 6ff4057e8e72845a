"""A statement lists everything that is owed, so what is in doubt about one invoice is in doubt for it."""

from dataclasses import replace

from rules.decisions import Action
from rules.engine import decide
from tests.rules.builders import case, day, invoice
from tests.rules.rulebooks import read

RULES = read("""
    statements: {every: month, on: 1, letter: statement}
    guards:
      - {hold: opened, when: {viewed: yes}}
    """)
FIRST = day(8)
"""Tuesday, the first of December."""


def test_it_waits_while_nobody_can_tell_whether_a_guard_of_an_invoice_holds() -> None:
    *_, statement = decide(RULES, case(invoice("INV-1"), invoice("INV-2"), today=FIRST))
    assert (statement.action, statement.hold) == (Action.HOLD, "opened")
    assert statement.reason == (
        "The statement of account to Mon 30 November 2026 waits: It cannot be told whether “opened” "
        "holds: viewed is not known: the ledger does not say."
    )


def test_a_guard_that_is_known_to_hold_for_an_invoice_leaves_it_on_the_statement() -> None:
    opened = replace(invoice("INV-1"), viewed=True)
    other = replace(invoice("INV-2"), viewed=False)
    decisions = decide(RULES, case(opened, other, today=FIRST))
    (statement,) = (one for one in decisions if one.action is Action.STATEMENT)
    assert statement.invoices == ("inv-1", "inv-2")


def test_it_waits_when_guards_keep_every_single_invoice_quiet() -> None:
    opened = (replace(invoice(f"INV-{n}"), viewed=True) for n in (1, 2))
    decisions = decide(RULES, case(*opened, today=FIRST))
    assert {(one.action, one.hold) for one in decisions} == {(Action.HOLD, "opened")}
