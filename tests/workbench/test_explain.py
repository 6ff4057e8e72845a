"""`goodterms explain`: every invoice has an answer: what decided, its rule, and what comes next."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from connectors.errors import Misuse
from reports.explain import in_words, show_answer
from reports.explained import Answer, Explained, answer
from rules import wording
from rules.ahead import ahead
from rules.case import LedgerState, Mark, MarkKind, Part, StepState, Taken
from rules.decisions import Action
from rules.engine import decide
from rules.facts import CustomerId, InvoiceStatus, Kind, Money, Unreadable
from rules.rulebook import (
    Anchor,
    Channel,
    CompanyRules,
    Earned,
    Every,
    Limits,
    Rulebook,
    SendInvoices,
    Statements,
    Thanks,
    Verdict,
)
from sync.cases import Books, build_cases
from sync.naming import nearest
from sync.plan import make_plan
from tests.rules.builders import (
    LADDER,
    TODAY,
    at,
    case,
    credit,
    day,
    guard,
    invoice,
    mark,
    payment,
    rulebook,
    step,
    took,
)
from tests.workbench.histories import END, history
from tests.workbench.ledgers import ledger
from workbench.replay.replay import Period, replay

BOOK = rulebook()
ACME = CustomerId("acme")


def asked(books: Books, wanted: str = "INV-1", *, book: Rulebook = BOOK) -> Answer:
    """What is said of an invoice on TODAY."""
    plan = make_plan(book, books, today=TODAY, heard=frozenset())
    return answer(book, books, plan, wanted)


def one(books: Books, wanted: str = "INV-1", *, book: Rulebook = BOOK) -> Explained:
    """What is said of an invoice that is open."""
    [explained] = asked(books, wanted, book=book).explained
    return explained


def coming(explained: Explained) -> list[tuple[date, str]]:
    """Day and step of what is ahead."""
    return [(each.on, each.decision.step or "") for each in explained.ahead or ()]


def parts_of(*agreed: tuple[int, str]) -> Mark:
    """An agreed plan: days from today, and amounts."""
    parts = tuple(Part(day(on), Money(Decimal(amount), "NZD")) for on, amount in agreed)
    return replace(mark(MarkKind.INSTALMENTS), parts=parts)


def on_it(*steps: Taken) -> dict[str, Any]:
    return {"taken": tuple((ACME, each) for each in steps)}


def marked(*marks: Mark) -> dict[str, Any]:
    return {"marks": tuple((ACME, each) for each in marks)}


FAILED = LedgerState(pull_failed="the ledger was away")
STUCK = took("call", day(-3), state=StepState.WAITING, channel="phone")
HOLDS = [
    # the hold, the books, where the rule stands, the day on which the next step comes by itself
    ("no due date", ledger(invoice(overdue=None)), "promise 7", None),
    ("disputed", ledger(invoice(disputed=True)), "promise 1", None),
    ("disputed", ledger(invoice(), **marked(mark(MarkKind.DISPUTE))), "promise 1", None),
    (
        "on hold",
        ledger(invoice(), **marked(mark(MarkKind.HOLD, until=day(3)))),
        "promise 1",
        day(4),
    ),
    ("not to be chased", ledger(invoice(), **marked(mark(MarkKind.NO_CHASE))), "promise 1", None),
    (
        "promised",
        ledger(invoice(), **marked(mark(MarkKind.PROMISE, until=day(2)))),
        "promise 1",
        day(3),
    ),
    ("promised", ledger(invoice(expected_on=day(1))), "promise 1", day(2)),
    ("probably paid", ledger(invoice(), credits=(credit("115.00"),)), "promise 1", None),
    (
        "on instalments",
        ledger(invoice(), **marked(parts_of((2, "57.50"), (30, "57.50")))),
        "promise 1",
        day(3),
    ),
    ("not sent", ledger(invoice(sent=False)), "promise 6", None),
    (
        "not known whether it went out",
        ledger(invoice(), **on_it(took("nudge", day(-3), state=StepState.UNKNOWN))),
        "promise 3",
        None,
    ),
    (
        "could not be delivered",
        ledger(invoice(), **on_it(took("nudge", day(-3), state=StepState.FAILED))),
        "promise 2",
        None,
    ),
    (
        "queued",
        ledger(invoice(), **on_it(took("nudge", day(0), state=StepState.QUEUED))),
        "promise 2",
        day(7),
    ),
    ("waiting for a person", ledger(invoice(overdue=30), **on_it(STUCK)), "promise 2", day(10)),
    (
        "heard from us lately",
        ledger(invoice(), **on_it(took("heads-up", day(-1)))),
        "limits",
        day(3),
    ),
    ("just paid something", ledger(invoice(), payments=(payment(day(-1)),)), "quiet", day(1)),
]


@pytest.mark.parametrize(("hold", "books", "place", "next_on"), HOLDS)
def test_a_hold_says_what_is_first_in_the_way_and_when_it_ends(
    hold: str, books: Books, place: str, next_on: date | None
) -> None:
    explained = one(books)
    assert explained.decision.hold == hold
    assert explained.decision.because is not None
    assert explained.decision.because in explained.decision.findings
    assert explained.decision.because.at.startswith(place)
    assert [on for on, _ in coming(explained)[:1]] == [next_on] * (next_on is not None)


def test_a_stale_ledger_stays_stale_until_somebody_brings_it_up_to_date() -> None:
    book = rulebook(company=CompanyRules(payments_within=30))
    state = LedgerState(last_payment_on=day(-40))
    explained = one(_with(ledger(invoice()), ledger_state=state), book=book)
    assert explained.decision.hold == "ledger is stale"
    assert coming(explained) == []
    fresh = _with(ledger(invoice()), ledger_state=LedgerState(last_payment_on=day(-20)))
    assert coming(one(fresh, book=book))[:1] == [(day(7), "check-in")]
    assert one(_with(ledger(invoice()), ledger_state=FAILED)).decision.hold == "ledger is stale"


def _with(books: Books, *, ledger_state: LedgerState) -> Books:
    return replace(books, ledger=ledger_state)


def test_a_guard_is_named_with_its_line_and_the_fact_that_it_goes_by() -> None:
    explained = one(ledger(invoice()), book=rulebook(guards=[guard("small balance")]))
    assert explained.decision.because is not None
    assert explained.decision.because.at == "rules.yaml:50:7"
    assert "the test says so" in [finding.says for finding in explained.decision.findings]


def test_what_cannot_be_told_is_first_in_the_way() -> None:
    explained = one(ledger(invoice()), book=rulebook(guards=[guard("odd", Verdict.UNKNOWN)]))
    assert explained.decision.because is not None
    assert explained.decision.because.says.startswith("It cannot be told whether “odd” holds")


def test_a_contact_says_its_step_and_what_comes_after_it() -> None:
    explained = one(ledger(invoice()))
    assert explained.decision.action is Action.REMIND
    assert explained.decision.because is not None
    assert explained.decision.because.says == (
        "INV-1: 10 days overdue, nudge is at 3 days after due: holds"
    )
    assert coming(explained) == [
        (day(7), "check-in"),
        (day(14), "call"),
        (day(28), "offer"),
    ]
    words = [in_words(each) for each in explained.ahead or ()]
    assert words == [
        "check-in by email to Jo Park",
        "call by phone with Jo Park",
        "offer by email to Jo Park, once approved",
    ]


TAKEN = ("heads-up", "nudge", "check-in", "call", "offer")
ACTIONS = [
    # steps taken, days overdue, the action today, the next step after it
    (1, 10, Action.REMIND, "check-in"),
    (3, 30, Action.CALL, "offer"),
    (4, 40, Action.OFFER, "hand-over"),
    (5, 90, Action.HAND_OVER, None),
]


@pytest.mark.parametrize(("count", "overdue", "action", "after"), ACTIONS)
def test_each_action_tells_what_went_before_and_what_comes_after(
    count: int, overdue: int, action: Action, after: str | None
) -> None:
    channels = {each.name: each.channel.value for each in LADDER}
    steps = [
        took(name, day(-90 + 10 * place), channel=channels[name])
        for place, name in enumerate(TAKEN[:count])
    ]
    explained = one(ledger(invoice(overdue=overdue), **on_it(*steps)))
    assert explained.decision.action is action
    assert [each.step for each in explained.before] == list(TAKEN[:count])
    assert [name for _, name in coming(explained)[:1]] == [after] * (after is not None)


def test_an_invoice_that_is_sent_today_hears_of_itself_later() -> None:
    book = rulebook(send_invoices=SendInvoices(1, at(60)))
    unsent = invoice(overdue=-20, issued=day(-1), sent=False)
    explained = one(ledger(unsent), book=book)
    assert explained.decision.action is Action.SEND_INVOICE
    assert explained.decision.because is not None
    assert explained.decision.because.at == "rules.yaml:60:7"
    assert coming(explained)[:1] == [(day(14), "heads-up")]


def test_nothing_due_names_the_step_that_comes() -> None:
    explained = one(ledger(invoice(overdue=-20)))
    assert explained.decision.action is Action.NOTHING
    assert (explained.decision.next_step, explained.decision.next_on) == ("heads-up", day(14))
    assert coming(explained)[0] == (day(14), "heads-up")


@pytest.mark.parametrize(
    ("issued", "due", "says"),
    [
        (
            0,
            4,
            (
                "INV-1: due in 4 days, heads-up is at 7 days before due, Fri 20 November 2026, and moves "
                "to Wed 25 November 2026 for these short terms: not yet"
            ),
        ),
        (
            -2,
            2,
            (
                "INV-1: due in 2 days, heads-up is at 7 days before due, Wed 18 November 2026, and moves "
                "to Mon 23 November 2026 for these short terms: holds"
            ),
        ),
        (-3, 7, "INV-1: due in 7 days, heads-up is at 7 days before due: holds"),
    ],
    ids=["still to come", "today", "in terms that are long enough"],
)
def test_a_step_that_short_terms_move_says_both_days(issued: int, due: int, says: str) -> None:
    """By the ladder it would be due before there was an invoice, or on its very day."""
    explained = one(ledger(invoice(overdue=-due, issued=day(issued))))
    assert explained.decision.because is not None
    assert explained.decision.because.says == says


def test_what_a_full_run_crowds_out_is_promised_for_no_day() -> None:
    """Beta owes less, so that ACME takes the room of today's run, and others may take tomorrow's."""
    acme = ledger(invoice("INV-1", "300.00"), invoice("INV-2", "50.00", customer="beta"))
    contact = acme.contacts[ACME]
    jo = replace(contact.people[0], email="bo@beta.example", name="Bo Lind")
    beta = replace(contact, id=CustomerId("beta"), name="Beta Ltd", people=(jo,))
    books = replace(acme, contacts={ACME: contact, beta.id: beta})
    friday = day(4)
    book = replace(rulebook(), limits=Limits(per_run=1))
    plan = make_plan(book, books, today=friday, heard=frozenset())
    told = answer(book, books, plan, "INV-2")
    [explained] = told.explained
    assert explained.decision.hold == "run is full"
    assert explained.decision.next_on == day(7)  # no run on a Saturday
    shown = Console(file=StringIO(), width=120)
    show_answer(told, {}, shown)
    assert isinstance(shown.file, StringIO)
    assert (
        "Next, on these days at the earliest: it goes with the first run that has room for it:\n"
        "  Mon 30 November 2026: nudge by email to Bo Lind\n" in shown.file.getvalue()
    )
    [other] = answer(book, books, plan, "INV-1").explained
    assert not other.crowded_out


def test_a_step_that_will_find_nobody_to_write_to_says_so_beforehand() -> None:
    nobody = replace(ledger(invoice(overdue=-20)).contacts[ACME], people=())
    explained = one(replace(ledger(invoice(overdue=-20)), contacts={ACME: nobody}))
    assert explained.decision.action is Action.NOTHING
    assert explained.stopped is not None
    assert explained.stopped.on == day(14)
    assert explained.stopped.decision.hold == "nobody to write to"
    assert coming(explained) == []


def test_a_payer_without_a_policy_hears_nothing_for_a_year() -> None:
    explained = one(ledger(invoice()), book=rulebook(policies=()))
    assert explained.decision.because is not None
    assert explained.decision.because.at == "rules.yaml:10:7"
    assert coming(explained) == []


def test_thanks_are_explained_by_the_invoice_that_was_paid() -> None:
    paid = invoice("INV-2", overdue=2, status=InvoiceStatus.PAID, paid_on=day(-2))
    book = rulebook(thanks=[Thanks(Earned.ON_TIME, "thanks", at(70))])
    books = ledger(paid, **on_it(took("nudge", day(-30), key="INV-0")))
    told = asked(books, "INV-2", book=book)
    assert [each.decision.action for each in told.explained] == [Action.THANK]
    assert told.sentences[0].startswith("Invoice INV-2 of ACME was paid on Sat 21 November 2026")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (InvoiceStatus.VOIDED, "is voided in the ledger"),
        (InvoiceStatus.DELETED, "is deleted in the ledger"),
        (InvoiceStatus.DRAFT, "is a draft"),
        (InvoiceStatus.PAID, "was paid"),
    ],
)
def test_what_is_not_open_is_said_in_a_sentence(status: InvoiceStatus, words: str) -> None:
    told = asked(ledger(invoice(status=status)))
    assert told.explained == ()
    assert words in told.sentences[0]


def test_a_customer_with_nothing_open_is_said_to_have_nothing_open() -> None:
    paid = invoice(status=InvoiceStatus.PAID, paid_on=day(-2))
    assert asked(ledger(paid), "acme").sentences == (
        (
            "ACME has no open invoice, so nothing is said to them. They last paid on "
            "Sat 21 November 2026."
        ),
    )


def test_an_invoice_that_cannot_be_read_is_told_by_its_id() -> None:
    record = Unreadable(Kind.INVOICE, "inv-9", ACME, "its due date is 31 February")
    told = asked(ledger(unreadable=(record,)), "inv-9")
    assert told.sentences == (
        (
            "Invoice inv-9 cannot be read: its due date is 31 February. Nothing is said about it, or "
            "to its customer, until it is put right in the ledger (promise 7)."
        ),
    )
    others = one(ledger(invoice(), unreadable=(record,)))
    assert others.decision.hold == "cannot be read"


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    with pytest.raises(Misuse, match=r'called "INV-11".*Did you mean "INV-1"\?.*goodterms pull'):
        asked(ledger(invoice()), "INV-11")


def test_several_names_that_are_near_are_all_told() -> None:
    books = ledger(invoice("INV-1"), invoice("INV-2"), invoice("X-3"))
    with pytest.raises(Misuse, match=r'called "INV-" .* It could be "INV-1" or "INV-2"\.'):
        asked(books, "INV-")
    other = replace(case().customer, id=CustomerId("b"), name="Acme Boats")
    books = replace(books, contacts={**books.contacts, other.id: other})
    with pytest.raises(Misuse, match=r'It could be "ACME" or "Acme Boats"\.'):
        asked(books, "Acm")


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("lavendar", ["Lavender Lane Soaps"]),
        ("lane", ["Lane & Co", "Lavender Lane Soaps"]),
        ("415", ["INV-0415"]),
        ("ab", []),
    ],
)
def test_what_is_near_a_name(typed: str, near: list[str]) -> None:
    names = ["Lavender Lane Soaps", "INV-0415", "Lane & Co", "Abacus Traders"]
    assert nearest(typed, names) == near


def test_on_a_day_before_it_was_issued_there_is_nothing_to_say_of_an_invoice() -> None:
    later = invoice("INV-1", overdue=-40)
    for wanted in ("INV-1", "ACME"):
        told = asked(replace(ledger(later), pulled_on=day(15)), wanted)
        assert told.explained == ()
        issued, today = wording.day(day(10)), wording.day(TODAY)
        says = f"Invoice INV-1 of ACME was issued on {issued}: on {today} there was nothing to say"
        assert told.sentences == (f"{says} of it.",)


def test_of_a_customers_invoices_those_of_later_are_counted() -> None:
    dates = (("OLD", 5), ("NEW", -40), ("NEWER", -50))
    several = [invoice(key, overdue=overdue) for key, overdue in dates]
    told = asked(replace(ledger(*several), pulled_on=day(30)), "ACME")
    assert [one.decision.lines[0].invoice.number for one in told.explained] == ["OLD"]
    assert told.sentences[0].startswith("2 invoices of ACME were issued later, the first on")


def test_an_invoice_of_a_day_to_come_is_explained_when_that_is_not_looking_back() -> None:
    told = asked(replace(ledger(invoice("INV-1", overdue=-40)), pulled_on=TODAY))
    assert len(told.explained) == 1


def test_a_statement_that_is_ahead_comes_once_a_month() -> None:
    monthly = Statements(every=Every.MONTH, on=25, letter="statement", at=at(80))
    book = replace(rulebook(step("nudge", 400)), statements=monthly)
    explained = one(ledger(invoice()), book=book)
    # Christmas is no holiday here: the company says no country
    assert coming(explained) == [
        (date(2026, 11, 25), "statement"),
        (date(2026, 12, 25), "statement"),
        (date(2027, 1, 25), "statement"),
    ]


def test_a_statement_that_is_ahead_is_about_no_invoice_in_particular() -> None:
    monthly = Statements(every=Every.MONTH, on=25, letter="statement", at=at(80))
    book = replace(rulebook(step("nudge", 400)), statements=monthly)
    two = ledger(invoice(overdue=20), invoice("INV-2", overdue=20))
    page = StringIO()
    show_answer(asked(two, ACME, book=book), {}, Console(file=page, width=200))
    shown = page.getvalue()
    assert "Wed 25 November 2026: statement by email to" in shown
    assert ", about \n" not in shown


def test_every_invoice_of_a_ledger_has_an_answer() -> None:
    books = history(120, customers=20)
    plan = make_plan(BOOK, books, today=END, heard=frozenset())
    for each in books.invoices:
        told = answer(BOOK, books, plan, each.id)
        assert told.sentences or told.explained
        assert each.is_open == any(each.id in e.decision.invoices for e in told.explained)
        assert all(e.decision.because for e in told.explained if e.decision.action is Action.HOLD)


def test_what_is_ahead_is_what_a_replay_of_those_days_comes_to() -> None:
    """The two work in different ways: one decides each day anew, the other follows events."""
    books = history(60, customers=8)
    until = END + timedelta(days=90)
    replayed = replay(BOOK, books, Period(start=END, end=until))
    expected = {(c.on, c.decision.customer, c.decision.step) for c in replayed.contacts}
    found = set()
    for each in build_cases(books, today=END):
        today = decide(BOOK, each)
        found |= {(END, d.customer, d.step) for d in today if d.action.is_contact}
        found |= {
            (c.on, c.decision.customer, c.decision.step)
            for c in ahead(BOOK, each, today, until=until)
        }
    assert found
    assert found == expected


def test_looking_at_the_days_that_are_named_finds_the_same() -> None:
    owed = case(invoice(), invoice("INV-2", overdue=-9))
    today = decide(BOOK, owed)
    until = day(200)
    assert list(ahead(BOOK, owed, today, until=until, every_day=False)) == list(
        ahead(BOOK, owed, today, until=until)
    )
    assert step("call", 17, channel=Channel.PHONE) in LADDER


MONTHLY = Statements(every=Every.MONTH, on=25, letter="statement", at=at(80))
STATED = replace(rulebook(step("nudge", 400)), statements=MONTHLY)


def test_a_customer_is_told_the_day_of_the_next_statement() -> None:
    told = asked(ledger(invoice()), "Acme", book=STATED)
    assert told.sentences == (
        "Their next statement of account goes out on Wed 25 November 2026, if nothing changes.",
    )
    assert asked(ledger(invoice()), "INV-1", book=STATED).sentences == ()
    assert asked(ledger(invoice()), "Acme").sentences == ()


def test_a_statement_that_would_wait_says_for_what() -> None:
    disputed = ledger(invoice(), marks=((ACME, mark(MarkKind.DISPUTE)),))
    [said] = asked(disputed, "Acme", book=STATED).sentences
    assert said.startswith("Their next statement of account is of Wed 25 November 2026. ")
    assert said.endswith(" waits: Disputed.")


def test_a_statement_that_is_not_wanted_says_why() -> None:
    covered = ledger(invoice(), credits=(credit("500.00"),))
    [said] = asked(covered, "Acme", book=STATED).sentences
    assert said == (
        "No statement of account goes out on Wed 25 November 2026: "
        "nothing is owed once their credit is taken off."
    )


def test_a_plan_of_instalments_says_what_comes_next_and_what_if_it_is_missed() -> None:
    """The part of Wednesday is waited for; were it missed, it is spoken of two days later."""
    book = rulebook(*LADDER, step("instalment", 2, anchor=Anchor.INSTALMENT))
    books = ledger(invoice(), **marked(parts_of((2, "57.50"), (30, "57.50"))))
    waiting = one(books, book=book)
    assert waiting.decision.reason == (
        "Covered by instalments that are up to date: NZD 57.50 comes next, by Wed 25 November 2026."
    )
    [first, *_] = coming(waiting)
    assert first[0] == day(4)
    assert first[1].startswith("instalment")

    missed = ledger(invoice(), **marked(parts_of((-2, "57.50"), (30, "57.50"))))
    spoken = one(missed, book=book).decision
    assert (spoken.action, spoken.step) == (Action.REMIND, "instalment")
    assert [part.on for part in spoken.background.missed] == [day(-2)]
