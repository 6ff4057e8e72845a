"""Conditions: three-valued logic, facts of a case, and findings that say themselves."""

from dataclasses import replace
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from rules.book.fields import Problems
from rules.book.yaml_nodes import read_yaml
from rules.case import Behaviour, Case, MarkKind, Part, StepState
from rules.comparisons import NEVER
from rules.conditions import All, Any, Not, read_condition, read_customer_condition
from rules.decisions import Finding
from rules.engine import decide
from rules.fact_table import FACTS, Scope
from rules.facts import Contact, CustomerId, Invoice, Money
from rules.problems import Place
from rules.rulebook import Condition, Verdict
from tests.rules.builders import JO, case, credit, day, invoice, mark, payment, took
from tests.rules.rulebooks import read

YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN


def condition(written: str) -> Condition:
    root = read_yaml(written, "rules.yaml").root
    problems = Problems()
    read = read_condition(root, problems) if root else None
    assert problems.found == []
    assert read is not None
    return read


def judge(written: str, a_case: Case | None = None) -> tuple[Verdict, list[str]]:
    """The verdict on the case's first invoice, and what each finding says."""
    a_case = a_case or case()
    asked = condition(written)
    verdict, findings = asked.judge(a_case, a_case.invoices[0])
    assert asked.verdict(a_case, a_case.invoices[0]) is verdict
    return verdict, [finding.says for finding in findings]


def test_a_finding_says_itself_in_words() -> None:
    a_case = case(invoice(overdue=12))
    finding = condition('days_overdue: ">= 10"').judge(a_case, a_case.invoices[0])[1]

    assert finding == (
        Finding(True, "days overdue 12, needs at least 10: holds", "rules.yaml:1:1"),
    )


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ('{balance: "< 20"}', "balance 115.00 NZD, needs less than 20: does not hold"),
        ('{customer: "AC*"}', 'customer "ACME", needs "AC*": holds'),
        ("{currency: [USD, AUD]}", 'currency "NZD", needs "USD" or "AUD": does not hold'),
        ("{part_paid: yes}", "part paid no, needs yes: does not hold"),
        ('{due: "< 2026-12-01"}', "due 2026-11-13, needs less than 2026-12-01: holds"),
        (
            '{days_since_reply: "< 5"}',
            "days since reply never, needs less than 5: does not hold",
        ),
        ("{reference: none}", "reference none, needs none: holds"),
        ("{reference: MKT-*}", "reference is not known: the invoice has no reference"),
        (
            "{not: {currency: NZD}}",
            'not (currency "NZD", needs "NZD": holds): does not hold',
        ),
    ],
)
def test_each_finding_says_the_fact_the_need_and_the_outcome(written: str, says: str) -> None:
    assert judge(written)[1] == [says]


def test_a_share_is_said_in_percent() -> None:
    a_case = case(behaviour=Behaviour(days_late=(0, 0, 9)))

    assert judge('{paid_late_share: "<= 20%"}', a_case)[1] == [
        (
            "paid late share 33.3% (1 of 3 invoices paid late in 730 days), needs at most 20%:"
            " does not hold"
        )
    ]


def test_all_facts_of_a_mapping_have_to_hold() -> None:
    written = '{days_overdue: ">= 10", balance: "> 500"}'

    assert judge(written) == (
        NO,
        [
            "days overdue 10, needs at least 10: holds",
            "balance 115.00 NZD, needs more than 500: does not hold",
        ],
    )


def test_any_all_and_not_nest() -> None:
    written = """
    any:
      - {balance: "> 500"}
      - all:
          - {days_overdue: ">= 10"}
          - not: {customer: "Beta*"}
    """

    assert judge(written)[0] is YES


def test_a_missing_fact_is_unknown_and_stays_so_under_not() -> None:
    without_due = case(invoice(overdue=None))

    assert judge('{days_overdue: ">= 10"}', without_due) == (
        UNKNOWN,
        ["days overdue is not known: the invoice has no due date"],
    )
    assert judge('{not: {days_overdue: ">= 10"}}', without_due) == (
        UNKNOWN,
        ["not (days overdue is not known: the invoice has no due date): is not known"],
    )


def test_a_missing_fact_that_settles_nothing_does_not_matter() -> None:
    without_due = case(invoice(overdue=None))

    assert judge('{days_overdue: ">= 10", customer: Beta}', without_due)[0] is NO
    assert judge('{any: [{days_overdue: ">= 10"}, {customer: ACME}]}', without_due)[0] is YES
    assert judge('{days_overdue: ">= 10", customer: ACME}', without_due)[0] is UNKNOWN
    assert judge('{any: [{days_overdue: ">= 10"}, {customer: X}]}', without_due)[0] is UNKNOWN


class Fixed:
    """A condition that comes to what it is told."""

    asks_invoice = False

    def __init__(self, result: Verdict) -> None:
        self.result = result

    def verdict(self, case: Case, invoice: Invoice | None) -> Verdict:
        return self.result

    def judge(self, case: Case, invoice: Invoice | None) -> tuple[Verdict, tuple[Finding, ...]]:
        return self.result, (Finding(self.result is YES, self.result.value, "here"),)


RANK = {NO: 0, UNKNOWN: 1, YES: 2}
PARTS = st.lists(st.sampled_from(list(Verdict)).map(Fixed), min_size=1, max_size=4).map(tuple)


@given(PARTS)
def test_logic_has_kleene_s_three_values(parts: tuple[Fixed, ...]) -> None:
    """With NO < UNKNOWN < YES, all is the least, any the greatest, and not turns them round."""
    results = [part.result for part in parts]
    least, greatest = min(results, key=RANK.get), max(results, key=RANK.get)  # type: ignore[arg-type]
    turned = Any(tuple(Not(part, Place("a", 1, 1)) for part in parts))

    for asked, expected in ((All(parts), least), (Any(parts), greatest)):
        assert asked.verdict(case(), None) is expected
        assert asked.judge(case(), None)[0] is expected
        assert len(asked.judge(case(), None)[1]) == len(parts)
    assert Not(turned, Place("a", 1, 1)).verdict(case(), None) is least


SHARE = Behaviour(days_late=(0, -2, 5, 30, 0), promises_kept=3, promises_broken=1)


PLAIN: list[tuple[str, object]] = [
    ("invoices_paid", 5),
    ("paid_late_share", Decimal(40)),
    ("median_days_late", 0),
    ("mean_days_late", Decimal("6.6")),
    ("days_known", 100),
    ("steps_done", 2),
    ("step_done", ("heads-up", "nudge")),
    ("days_since_call", NEVER),
    ("calls", 0),
    ("call_outcome", ()),
    ("bounced_addresses", 0),
    ("promises_kept", 3),
    ("promises_broken", 1),
    ("disputes", 1),
    ("holds", 0),
    ("tag", ()),
    ("open_invoices", 2),
    ("overdue_invoices", 1),
    ("total_due", (Money(Decimal("150.00"), "NZD"),)),
    ("overdue_balance", (Money(Decimal("100.00"), "NZD"),)),
    ("oldest_days_overdue", 12),
    ("unapplied_credit", (Money(Decimal("30.00"), "NZD"),)),
    ("days_since_contact", 6),
    ("customer", "ACME"),
    ("group", ()),
    ("days_overdue", 12),
    ("days_until_due", -12),
    ("days_since_issued", 42),
    ("balance", Money(Decimal("100.00"), "NZD")),
    ("amount", Money(Decimal("100.00"), "NZD")),
    ("number", "INV-1"),
    ("part_paid", False),
    ("sub_customer", ()),
]


@pytest.mark.parametrize(("fact", "value"), PLAIN)
def test_a_fact_is_read_from_the_case(fact: str, value: object) -> None:
    a_case = case(
        invoice("INV-1", "100.00", overdue=12),
        invoice("INV-2", "50.00", overdue=-3),
        behaviour=SHARE,
        credits=[credit("30.00")],
        taken=[
            took("heads-up", day(-20)),
            took("nudge", day(-6), state=StepState.UNKNOWN),
            took("check-in", day(-1), state=StepState.QUEUED),
        ],
        marks=[mark(MarkKind.DISPUTE, key="INV-2")],
    )
    a_case = structs.replace(a_case, known_since=day(-100))

    assert FACTS[fact].get(a_case, a_case.invoices[0]) == value


RICH: list[tuple[str, object]] = [
    ("auto_pay", True),
    ("class", "Weddings"),
    ("country", "NZ"),
    ("currency", "USD"),
    ("days_since_payment", 2),
    ("days_since_reply", 3),
    ("days_since_sent", 9),
    ("delivery_problem", ("Bounced Email",)),
    ("department", "North"),
    ("due", day(-10)),
    ("has_pay_link", True),
    ("instalments_missed", 1),
    ("issued", day(-40)),
    ("language", "fr"),
    ("on_instalments", True),
    ("reference", "PO 7"),
    ("segment", "late"),
    ("trend_days_late", Decimal("7.0")),
    ("viewed", True),
]
"""What most cases lack."""


@pytest.mark.parametrize(("fact", "value"), RICH)
def test_a_fact_that_few_cases_have_is_read_where_it_is(fact: str, value: object) -> None:
    owed = replace(
        invoice(currency="USD", reference="PO 7", delivery_problem="Bounced Email"),
        klass="Weddings",
        department="North",
        sent_on=day(-9),
        viewed=True,
        payable_online=True,
    )
    part = Part(day(-4), Money(Decimal("115.00"), "USD"))
    plan = replace(mark(MarkKind.INSTALMENTS), parts=(part,))
    a_case = case(
        owed,
        payments=[payment(day(-2))],
        marks=[replace(mark(MarkKind.REPLIED), since=day(-3)), plan],
        behaviour=Behaviour(days_late=(0, 0, 0, 7, 7, 7, 7, 7)),
    )
    known = replace(a_case.customer, country="NZ")
    a_case = structs.replace(a_case, customer=known, segment="late", language="fr", auto_pay=True)

    assert FACTS[fact].get(a_case, owed) == value


MISSING = [
    ("paid_late_share", "no invoice was paid so far"),
    ("median_days_late", "no invoice was paid so far"),
    ("country", "the customer has no country in the ledger"),
    ("overdue_balance", "an open invoice has no due date"),
    ("days_until_due", "the invoice has no due date"),
    ("department", "the invoice names no department"),
    ("viewed", "the ledger does not say"),
    ("has_pay_link", "the ledger does not say"),
    ("language", "it cannot be told in which language the customer is written to"),
    ("auto_pay", "it cannot be told whether the customer pays by themselves"),
    ("days_since_sent", "the ledger does not say on which day it was sent"),
    ("trend_days_late", "fewer than 8 invoices were paid so far"),
    ("days_known", "the ledger shows no invoice of the customer"),
    ("segment", "it cannot be told which segment the customer is in"),
    ("mean_days_late", "no invoice was paid so far"),
    ("overdue_invoices", "an open invoice has no due date"),
    ("oldest_days_overdue", "an open invoice has no due date"),
    ("days_overdue", "the invoice has no due date"),
    ("due", "the invoice has no due date"),
    ("class", "the invoice names no class"),
    ("number", "the invoice has no number"),
    ("reference", "the invoice has no reference"),
    ("group", "the ledger does not tell the name of the customer's type"),
]


@pytest.mark.parametrize(("fact", "why"), MISSING)
def test_a_fact_that_the_ledger_does_not_give_is_missing(fact: str, why: str) -> None:
    a_case = case(replace(invoice(overdue=None), number=None))
    a_case = structs.replace(a_case, customer=replace(a_case.customer, group_id="7"))

    assert FACTS[fact].get(a_case, a_case.invoices[0]) is None
    assert FACTS[fact].unknown == why


def test_every_fact_is_tried_with_a_value_and_where_it_can_be_missing_without() -> None:
    """Whoever adds a fact adds both to the lists above."""
    usual = "the ledger does not say"
    can_be_missing = {name for name, spec in FACTS.items() if spec.unknown not in ("", usual)}
    assert {fact for fact, _ in (*PLAIN, *RICH)} == set(FACTS)
    assert can_be_missing <= {fact for fact, _ in MISSING} <= set(FACTS)


def test_no_contact_yet_is_known_and_longer_ago_than_any_day() -> None:
    assert judge('{days_since_contact: "< 4"}')[0] is NO
    assert judge("{days_since_contact: never}")[0] is YES


def test_amounts_of_different_currencies_are_never_added() -> None:
    mixed = case(invoice("INV-1", "900.00"), invoice("INV-2", "700.00", currency="USD"))

    assert judge('{total_due: "> 1000"}', mixed) == (
        UNKNOWN,
        [
            (
                "total due is not known: 900.00 NZD and 700.00 USD are never added up;"
                ' name one currency, as in "total_due: > 100 NZD"'
            )
        ],
    )
    assert judge('{total_due: "> 1000 NZD"}', mixed)[0] is NO
    assert judge('{total_due: "> 600 USD"}', mixed)[0] is YES


def test_a_sub_customer_is_the_one_named_on_the_invoice() -> None:
    job = Contact(id=CustomerId("job-7"), name="Harbour job")
    a_case = case(invoice(customer="job-7"), members=[job])

    assert judge('{sub_customer: "Harbour*"}', a_case)[0] is YES


def test_a_part_payment_shows() -> None:
    some = invoice("INV-1", "40.00")
    part_paid = replace(some, total=Money(Decimal("100.00"), "NZD"))

    assert judge("{part_paid: yes}", case(part_paid))[0] is YES


def test_a_condition_says_whether_it_asks_for_the_invoice() -> None:
    assert not condition("{invoices_paid: 3, any: [{country: NZ}]}").asks_invoice
    assert condition("{invoices_paid: 3, not: {balance: 3}}").asks_invoice


MISTAKES = [
    ("{}", "A condition is a mapping of facts to tests, not an empty mapping."),
    ("overdue", 'A condition is a mapping of facts to tests, not the text "overdue".'),
    ("{overdue: yes}", '"overdue" is not a fact. Did you mean "days_overdue"?'),
    ("{days overdue: 3}", 'Did you mean "days_overdue"?'),
    ("{any: {balance: 3}}", '"any" takes a list of conditions, not a mapping of keys to values.'),
    ("{all: []}", '"all" takes a list of conditions'),
    ("{not: [balance]}", "A condition is a mapping of facts to tests, not a list."),
    ("{balance: {less: 3}}", 'The test of "balance" is a value or a list of values'),
]


@pytest.mark.parametrize(("written", "says"), MISTAKES)
def test_a_condition_that_cannot_be_read_is_a_problem(written: str, says: str) -> None:
    root = read_yaml(written, "rules.yaml").root
    problems = Problems()

    assert root is not None
    assert read_condition(root, problems) is None
    assert says in str(problems.found[0])


def test_a_segment_cannot_ask_for_a_fact_of_one_invoice() -> None:
    for fact, spec in FACTS.items():
        root = read_yaml(yaml.safe_dump({"not": {fact: "1"}}), "rules.yaml").root
        problems = Problems()
        assert root is not None
        read_customer_condition(root, problems)
        refused = any("is a fact of one invoice" in problem.says for problem in problems.found)
        assert refused is (spec.scope is Scope.INVOICE)


def test_every_fact_is_documented_in_a_sentence() -> None:
    for spec in FACTS.values():
        assert spec.doc.endswith(".")
        assert spec.doc[0].isupper()
        assert spec.source.xero
        assert spec.source.quickbooks


PAYS = (-1, 0, 1, 2, 3)


def test_a_trend_is_the_last_five_against_those_before() -> None:
    slower = case(behaviour=Behaviour((*PAYS, 11, 12, 13, 14, 15)))

    assert judge('{trend_days_late: "> 7 days"}', slower) == (
        YES,
        [
            (
                "trend days late 12 (the last 5 against 5 before, in 730 days), needs more than 7:"
                " holds"
            )
        ],
    )
    assert (
        judge('{trend_days_late: "< 0"}', case(behaviour=Behaviour((30, *PAYS, -9, -9))))[0] is YES
    )


def test_the_day_on_which_it_was_sent_is_the_ledgers_or_our_own() -> None:
    told = replace(invoice(), sent_on=day(-9))
    assert judge("{days_since_sent: 9}", case(told))[0] is YES
    ours = took("send-invoice", day(-3), channel="platform")
    assert judge("{days_since_sent: 3}", case(told, taken=[ours]))[0] is YES


def test_what_came_of_the_last_call() -> None:
    calls = [
        replace(took("call", day(-20), channel="phone"), says="left a message"),
        replace(took("call 2", day(-2), channel="phone"), says="pays on Friday"),
        took("call 3", day(-1), channel="phone", state=StepState.WAITING),
    ]
    a_case = case(taken=calls)

    assert judge('{calls: 2, days_since_call: 2, call_outcome: "*friday"}', a_case)[0] is YES


def test_a_reply_is_what_somebody_said_of_it() -> None:
    replied = replace(mark(MarkKind.REPLIED), since=day(-2))

    assert judge('{days_since_reply: "< 5"}', case(marks=[replied]))[0] is YES
    assert judge('{days_since_reply: "< 2"}', case(marks=[replied]))[0] is NO


def test_tags_are_words_of_the_note_and_of_the_reference() -> None:
    tagged = replace(invoice(reference="PO #12 #retail"), memo="see #Big-Job, not a#b")

    assert judge("{tag: [retail, wholesale]}", case(tagged))[0] is YES
    assert FACTS["tag"].get(case(tagged), tagged) == ("Big-Job", "retail")


def test_a_segment_cannot_ask_for_itself() -> None:
    root = read_yaml("{segment: late}", "rules.yaml").root
    problems = Problems()

    assert root is not None
    assert read_customer_condition(root, problems) is None
    assert '"segment" cannot be asked for here: the segment is chosen later.' in str(
        problems.found[0]
    )


@pytest.mark.parametrize("segment", ["new", "late"])
def test_a_guard_may_ask_which_segment_the_customer_is_in(segment: str) -> None:
    book = read(f"guards: [{{hold: not these, when: {{segment: {segment}}}}}]")
    (decision,) = decide(book, case(behaviour=Behaviour((9, 9, 9)), people=(JO,)))

    assert (decision.hold == "not these") is (segment == "late")


def test_a_step_about_a_missed_instalment_is_asked_for_by_its_name() -> None:
    a_case = case(taken=[took("instalment 2026-11-02", day(-20))])
    assert judge("{step_done: instalment}", a_case)[0] is YES
