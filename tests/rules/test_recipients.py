"""Who exactly hears about an invoice."""

from dataclasses import replace

import pytest

from rules.case import Case
from rules.decisions import Action, Decision
from rules.engine import decide
from rules.facts import Person
from rules.rulebook import Channel, ContactRules, Mailbox, Route, Rulebook, Verdict
from tests.rules.builders import ACCOUNTS, JO, Says, at, case, invoice, rulebook, step

KIM = Person(email="kim@acme.example", name="Kim Low", role="owner")
PAT = Person(email="pat@acme.example", name="Pat Ray", role="accounts payable")
BARE = Person(email="someone@acme.example")
NUDGE = step("nudge", 3)


def route(name: str, *keys: str, role: str | None = None, verdict: Verdict = Verdict.YES) -> Route:
    """Invoices `keys` (or all) are those of this person."""
    box = Mailbox(email=f"{name.lower()}@acme.example", name=name)
    return Route(when=Says(verdict, keys or None), to=(box,), role=role, at=at(20))


def only(rules: Rulebook, facts: Case) -> Decision:
    """The one decision about a case with one open invoice."""
    (decision,) = decide(rules, facts)
    return decision


def people(decision: Decision) -> tuple[list[str], list[str]]:
    """Addresses in `to` and in `cc`."""
    return [p.email or "" for p in decision.to], [p.email or "" for p in decision.cc]


@pytest.mark.parametrize(
    ("known", "to", "cc"),
    [
        ((JO,), "jo.park", []),
        # a person before a team's mailbox, whatever the ledger's order
        ((ACCOUNTS, JO), "jo.park", ["accounts"]),
        # a name before a bare address, and that before a team's
        ((ACCOUNTS, BARE, JO), "jo.park", ["someone", "accounts"]),
        ((ACCOUNTS, BARE), "someone", ["accounts"]),
        # of two people the primary one
        ((KIM, JO), "kim", ["jo.park"]),
        # someone without an address cannot be written to
        ((Person(email=None, name="No Mail"), ACCOUNTS), "accounts", []),
        # the same address twice is one person
        ((JO, replace(JO, email="Jo.Park@acme.example")), "jo.park", []),
    ],
)
def test_a_named_person_first_and_the_others_in_copy(
    known: tuple[Person, ...], to: str, cc: list[str]
) -> None:
    decision = only(rulebook(NUDGE), case(people=known))
    assert people(decision) == ([f"{to}@acme.example"], [f"{name}@acme.example" for name in cc])


def test_the_ledgers_own_order_where_the_rulebook_prefers_it() -> None:
    rules = rulebook(NUDGE, contacts=ContactRules(prefer="primary"))
    assert only(rules, case(people=(ACCOUNTS, JO))).to == (ACCOUNTS,)


def test_a_vague_mailbox_raises_a_task_to_ask_for_a_name() -> None:
    decision = only(rulebook(NUDGE), case(people=(ACCOUNTS,)))
    assert decision.tasks == ("ask who pays at ACME",)


def test_the_invoices_own_address_goes_before_the_customers() -> None:
    """Complaint 28: "it doesn't look at who you sent the original invoice to"."""
    owed = invoice(bill_to=(KIM,), bill_cc=(BARE,))
    assert people(only(rulebook(NUDGE), case(owed))) == (
        ["kim@acme.example"],
        ["someone@acme.example"],
    )


def test_an_address_that_bounces_is_skipped() -> None:
    """Complaint 35."""
    facts = case(people=(JO, KIM), bounced=["jo.park@acme.example"])
    assert people(only(rulebook(NUDGE), facts)) == (["kim@acme.example"], [])


class TestRoutes:
    """A large client has departments: the invoice says whose it is."""

    def test_the_first_route_that_fits_goes_before_everything(self) -> None:
        contacts = ContactRules(routes=(route("Ivy", "OTHER"), route("Max"), route("Ann")))
        owed = invoice(bill_to=(KIM,))
        decision = only(rulebook(NUDGE, contacts=contacts), case(owed))
        assert people(decision) == (["max@acme.example"], [])

    def test_departments_get_a_letter_each(self) -> None:
        contacts = ContactRules(routes=(route("Ivy", "A"), route("Max", "B", "C")))
        facts = case(invoice("A"), invoice("B"), invoice("C"))
        decisions = decide(rulebook(NUDGE, contacts=contacts), facts)
        assert {d.to[0].name: d.invoices for d in decisions} == {"Ivy": ("a",), "Max": ("b", "c")}

    def test_a_route_to_a_bouncing_address_falls_back_to_the_next(self) -> None:
        contacts = ContactRules(routes=(route("Ivy"), route("Max")))
        facts = case(bounced=["ivy@acme.example"])
        assert only(rulebook(NUDGE, contacts=contacts), facts).to[0].name == "Max"

    def test_a_route_that_cannot_be_told_holds(self) -> None:
        """Promise 7: no fact, no guess whose invoice it is."""
        contacts = ContactRules(routes=(route("Ivy", verdict=Verdict.UNKNOWN),))
        decision = only(rulebook(NUDGE, contacts=contacts), case())
        assert decision.hold == "not known whose it is"


class TestRoles:
    """`to: [accounts-payable], cc: [owner]` of a step (complaints 29 to 32)."""

    def test_the_person_in_the_role_gets_it_and_the_owner_a_copy(self) -> None:
        rules = rulebook(step("check-in", 3, to=("accounts-payable",), cc=("owner",)))
        decision = only(rules, case(people=(JO, KIM, PAT)))
        assert people(decision) == (["pat@acme.example"], ["kim@acme.example"])

    def test_a_route_may_say_who_is_in_a_role(self) -> None:
        contacts = ContactRules(routes=(route("Ivy"), route("Max", role="owner")))
        rules = rulebook(step("check-in", 3, cc=("owner",)), contacts=contacts)
        assert people(only(rules, case())) == (["ivy@acme.example"], ["max@acme.example"])

    def test_a_role_that_nobody_fills_is_told_and_costs_nothing(self) -> None:
        rules = rulebook(step("check-in", 3, to=("payroll",), cc=("owner",)))
        decision = only(rules, case())
        assert people(decision) == (["jo.park@acme.example"], [])
        says = [f.says for f in decision.findings if not f.holds]
        assert says == [
            "nobody is known as payroll: it goes to Jo Park",
            "nobody is known as owner: no copy goes to them",
        ]

    def test_our_own_address_goes_along_in_copy(self) -> None:
        """Complaint 31: proof that a reminder has been sent."""
        rules = rulebook(step("nudge", 3, cc=("archive@maple.example",)))
        assert people(only(rules, case()))[1] == ["archive@maple.example"]


def test_a_call_goes_to_the_person_whose_invoice_it_is_by_the_number_known() -> None:
    rules = rulebook(step("ring", 3, channel=Channel.PHONE))
    assert only(rules, case()).to == (JO,)
    kim = replace(KIM, phone=None)
    assert only(rules, case(people=(kim,), phone="+64999")).to == (replace(kim, phone="+64999"),)


def test_a_call_without_a_number_asks_for_one() -> None:
    rules = rulebook(step("ring", 3, channel=Channel.PHONE))
    decision = only(rules, case(people=(KIM,)))
    assert decision.action is Action.CALL
    assert decision.tasks == ("find a phone number for ACME",)
