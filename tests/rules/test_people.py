"""People whom the ledger cannot hold: roles, seniors, fallbacks, and our own account managers."""

import pytest

from rules.case import Case
from rules.decisions import Decision
from rules.engine import decide
from rules.facts import Person
from rules.ration import ration
from rules.rulebook import Channel, Rulebook
from tests.rules.builders import ACCOUNTS, JO, case, day, invoice
from tests.rules.rulebooks import problems, read

PEOPLE = """
contacts:
  people:
    - {person: Ivy Chan <ivy@acme.example>, of: ACME, role: accounts payable, reports_to: max orr}
    - {person: Max Orr <max@acme.example>, of: "A*", role: owner, phone: +64 9 555 0134}
    - {person: Jo Park <jo.park@acme.example>, of: acme, reports_to: owner}
    - {person: Somebody Else <else@beta.example>, of: [Beta, "Gamma*"], role: owner}
  account_managers:
    - {manager: Kim Lee <kim@maple.example>, when: {group: Wholesale}}
    - {manager: Lu Tan <lu@maple.example>, when: {customer: ac*}}
"""
POLICY = """
remove: [prompt payers, late payers]
policies: [{policy: all, for: [new, prompt, late], steps: [{step: s, at: 3 days after due, %s}]}]
"""


def rules(step: str, people: str = PEOPLE) -> Rulebook:
    return read(people + POLICY % (step if "channel" in step else f"letter: nudge, {step}"))


def decided(step: str, facts: Case | None = None, people: str = PEOPLE) -> Decision:
    (decision,) = decide(rules(step, people), facts or case())
    return decision


def heard(decision: Decision) -> tuple[list[str], list[str]]:
    """The part before the @ of everybody in `to` and in `cc`."""
    return tuple(
        [(p.email or "").partition("@")[0] for p in ps] for ps in (decision.to, decision.cc)
    )  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("step", "to", "cc"),
    [
        ("to: []", ["jo.park"], []),
        ("to: [accounts-payable]", ["ivy"], []),
        # the first role that somebody fills
        ("to: [payroll, owner]", ["max"], []),
        # whom the usual person reports to, who gets a copy
        ("to: [senior], cc: [contact]", ["max"], ["jo.park"]),
        ("cc: [accounts payable, owner]", ["jo.park"], ["ivy", "max"]),
        ("cc: [account manager]", ["jo.park"], ["lu"]),
        ("to: [senior], from: senior, cc: [Account_Manager]", ["max"], ["lu"]),
    ],
)
def test_a_step_says_who_hears_it(step: str, to: list[str], cc: list[str]) -> None:
    assert heard(decided(step)) == (to, cc)


ROUTED = (
    PEOPLE
    + """
  routes:
    - {when: {reference: North}, to: Nora Low <nora@acme.example>}
    - {when: {reference: South}, to: Sam Low <sam@acme.example>, role: accounts payable}
    - {when: {reference: West}, to: Wes Low <wes@acme.example>, role: marketing}
"""
)


@pytest.mark.parametrize(
    ("reference", "step", "to", "says"),
    [
        ("North", "to: []", "nora", "routed to Nora Low"),
        (
            "North",
            "to: [accounts payable]",
            "ivy",
            "routed to Nora Low, but the step is for accounts payable: it goes to Ivy Chan",
        ),
        ("North", "to: [contact]", "nora", "routed to Nora Low"),
        # of those in the role the route's own person comes first
        ("South", "to: [accounts payable]", "sam", "routed as accounts payable to Sam Low"),
        (
            "West",
            "to: [payroll, owner]",
            "max",
            "routed as marketing to Wes Low, but the step is for payroll or owner: it goes to Max Orr",
        ),
        ("West", "to: [payroll]", "wes", "nobody is known as payroll: it goes to Wes Low"),
    ],
)
def test_a_step_for_a_role_goes_before_the_route_and_says_so(
    reference: str, step: str, to: str, says: str
) -> None:
    decision = decided(step, case(invoice(reference=reference)), people=ROUTED)
    assert heard(decision)[0][:1] == [to]
    assert says in [finding.says for finding in decision.findings]


def test_people_belong_to_their_customer() -> None:
    """Promise 6."""
    beta = case(invoice(customer="beta"), customer="beta", people=(JO,))
    assert heard(decided("to: [accounts payable, owner]", beta)) == (["else"], [])
    delta = case(invoice(customer="delta"), customer="delta", people=(JO,))
    assert heard(decided("to: [owner], cc: [account manager]", delta)) == (["jo.park"], [])


def test_a_senior_of_the_ledger_without_anybody_reporting() -> None:
    boss = Person(email="boss@acme.example", name="The Boss", role="Senior")
    assert heard(decided("to: [senior]", case(people=(ACCOUNTS, boss)), people="")) == (
        ["boss"],
        [],
    )


def test_somebody_without_a_role_is_written_to_like_the_ledgers_people() -> None:
    """`prefer: named`: a person before accounts@."""
    people = "contacts: {people: [{person: Ivy Chan <ivy@acme.example>, of: ACME}]}"
    assert heard(decided("to: []", case(people=(ACCOUNTS,)), people)) == (["ivy"], ["accounts"])


def test_the_invoices_own_address_goes_before_them_unless_nobody_sits_there() -> None:
    """QuickBooks puts the customer's address on every invoice; then the mailbox has a copy."""
    people = "contacts: {people: [{person: Ivy Chan <ivy@acme.example>, of: ACME}]}"
    primary = people.replace("{people", "{prefer: primary, people")
    vague = case(invoice(bill_to=(ACCOUNTS,)))
    assert heard(decided("to: []", vague, people)) == (["jo.park"], ["ivy", "accounts"])
    assert heard(decided("to: []", vague, primary)) == (["accounts"], [])
    named = case(invoice(bill_to=(Person("kim@acme.example", "Kim Lee"),)))
    assert heard(decided("to: []", named, people)) == (["kim"], [])


@pytest.mark.parametrize(
    ("fallback", "to"), [("[payroll, owner]", "max"), ("[payroll]", "ivy"), ("[]", "ivy")]
)
def test_when_nobody_of_the_ledger_can_be_reached(fallback: str, to: str) -> None:
    """Complaint 35: the only address bounces."""
    facts = case(bounced=["jo.park@acme.example"])
    people = PEOPLE + f"  fallback: {fallback}\n"
    assert heard(decided("to: []", facts, people))[0] == [to]


def test_a_call_goes_to_the_person_in_the_role_by_their_own_number() -> None:
    decision = decided("channel: phone, to: [owner]")
    assert decision.channel is Channel.PHONE
    assert [(p.name, p.phone) for p in decision.to] == [("Max Orr", "+6495550134")]


def test_an_account_manager_may_get_many_copies_a_day() -> None:
    """Promise 4 is about the customer's people."""
    book = rules("cc: [account manager]")
    acorn = Person(email="pat@acorn.example", name="Pat Ray")
    facts = [case(), case(invoice(customer="acorn"), customer="acorn", people=(acorn,))]
    decisions = [decision for each in facts for decision in decide(book, each)]
    kept = ration(book, decisions, heard_today=frozenset(), tomorrow=day(1))
    assert [heard(decision) for decision in kept] == [(["jo.park"], ["lu"]), (["pat"], ["lu"])]


@pytest.mark.parametrize(
    ("contacts", "says"),
    [
        ("{people: [{person: Ivy, of: ACME}]}", '"Ivy" is not an e-mail address'),
        ("{people: [{person: i@a.example}]}", 'The key "of" is missing in a person.'),
        (
            "{people: [{person: i@a.example, of: A, phone: 09 555}]}",
            '"09 555" is not a number that can be rung from anywhere.',
        ),
        (
            "{people: [{person: Ivy <i@a.example>, of: A, reports_to: Ivi}]}",
            'Nobody among the people is "Ivi". Did you mean "Ivy"?',
        ),
        (
            "{people: [{person: i@a.example, of: A}, {person: i@a.example, of: B}]}",
            'The name "i@a.example" is used twice',
        ),
        ("{account_managers: [{when: {group: x}}]}", 'The key "manager" is missing'),
        ("{account_managers: [{manager: k@m.example, when: {grup: x}}]}", 'Did you mean "group"?'),
    ],
)
def test_a_mistake_about_people_is_told(contacts: str, says: str) -> None:
    (found,) = problems(f"contacts: {contacts}")
    assert says in found


def test_our_own_people_get_copies_only() -> None:
    found = problems(POLICY % "letter: nudge, to: [account manager]")
    assert found == [
        '"account manager" is one of us, and a letter goes to the customer. Write it under "cc".'
    ]
