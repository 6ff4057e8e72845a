"""Whole rulebooks: what is written is what is read, and every mistake comes at once."""

import inspect
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
from msgspec import structs

from rules.book.load import Loaded, RulebookSource, load_rulebook
from rules.letters.ways import Way
from rules.rulebook import Anchor, Channel, Mailbox, SendInvoices, Timing, Unit, Verdict
from tests.rules.builders import case
from tests.rules.rulebooks import EXAMPLES, gentle, load, problems, read, resolve


@pytest.fixture
def loaded(request: pytest.FixtureRequest) -> Loaded:
    """The test's docstring, loaded as `rules.yaml`."""
    return load(inspect.cleandoc(request.function.__doc__))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.name))
def test_every_example_loads(path: Path) -> None:
    assert load(path.read_text("utf-8")).problems == ()


def test_the_examples_are_there() -> None:
    assert {path.name for path in EXAMPLES} >= {"maple.yaml", "minimal.yaml"}


def test_a_rulebook_with_ten_mistakes_reports_ten(loaded: Loaded) -> None:
    """
    rulebook: 1
    extends: goodterms/gentle
    company:
      from: Ana Reid <accounts@maple>
      timezone: Pacific/Aukland
      send: {on: [mon, tus], between: "16:30-09:00"}
    segments:
      - {segment: prompt, when: {paid_late_shore: "<= 20%"}}
    guards:
      - {hold: tiny, when: {balance: "< 5 days"}}
    limits: {gapp: 4 days}
    policies:
      - policy: prompt payers
        for: [new, promt]
        steps:
          - {step: nudge, at: 3 dais after due, letter: nudge}
          - {step: check-in, at: 10 days after due, letter: chek-in}
    """

    assert [str(problem) for problem in loaded.problems] == [
        (
            'rules.yaml:4:9: "accounts@maple" is not an e-mail address: The part after the @-sign is'
            ' not valid. Write it as "Ana Reid <ana@maple.example>".'
        ),
        'rules.yaml:5:13: "Pacific/Aukland" is not a time zone. Did you mean "Pacific/Auckland"?',
        'rules.yaml:6:20: "tus" is not a day of the week. Did you mean "tue"?',
        (
            'rules.yaml:6:35: "16:30-09:00" is not a span of hours within one day.'
            ' Write "09:00-16:30", say.'
        ),
        'rules.yaml:8:30: "paid_late_shore" is not a fact. Did you mean "paid_late_share"?',
        (
            'rules.yaml:10:34: "< 5 days" compares "balance", an amount of money,'
            ' with a number of days. Write for instance "< 20" or "< 20 NZD".'
        ),
        'rules.yaml:11:10: "gapp" is not a key of limits. Did you mean "gap"?',
        'rules.yaml:14:16: "promt" is not a segment. Did you mean "prompt"?',
        (
            'rules.yaml:16:27: "3 dais after due" is not a time for a step: "dais" is not understood.'
            ' Did you mean "days"?'
        ),
        'rules.yaml:17:57: There is no letter "chek-in". Did you mean "check-in"?',
    ]
    assert loaded.rulebook is None


def test_a_name_is_all_that_the_base_needs(loaded: Loaded) -> None:
    """
    rulebook: 1
    extends: goodterms/gentle
    company:
      from: Ana Reid <accounts@maple.example>
    """
    book = loaded.rulebook

    assert book is not None
    assert book.company.sender == Mailbox("accounts@maple.example", "Ana Reid", None)
    assert [segment.name for segment in book.segments] == ["new", "prompt", "late"]
    assert [policy.name for policy in book.policies] == ["prompt payers", "late payers"]
    assert book.send_invoices is not None
    assert book.send_invoices.within_days == 1
    assert set(book.letters) >= {"heads-up", "due-today", "nudge", "check-in", "senior-note"}


def test_the_design_s_company_is_read_as_written() -> None:
    company = read(
        """
        company:
          timezone: Pacific/Auckland
          holidays: NZ-AUK
          send: {on: [mon, Thursday], between: "09:00-16:30"}
          from: accounts@maple.example
          senior: Mere Tui, Director <mere@maple.example>
          pay_by: [online, bank transfer]
          sends_invoices: itself
          payments_within: 2 weeks
        """
    ).company

    assert company.timezone == "Pacific/Auckland"
    assert company.holidays == "NZ-AUK"
    assert company.send_on == frozenset({0, 3})
    assert (company.send_from, company.send_until) == (time(9), time(16, 30))
    assert company.sender == Mailbox("accounts@maple.example")
    assert company.senior == Mailbox("mere@maple.example", "Mere Tui", "Director")
    assert company.pay_by == (Way("online"), Way("bank transfer"))
    assert company.sends_invoices == "itself"
    assert company.payments_within == 14


def test_a_step_is_read_as_written() -> None:
    policy = read(
        """
        policies:
          - policy: prompt payers
            for: [new, prompt]
            steps:
              - {step: nudge, at: 3 working days after due, letter: nudge, to: [owner],
                 cc: mere@maple.example, approval: required, from: senior}
              - {step: call, at: 2 weeks after previous step, channel: phone}
        """
    ).policies[0]
    nudge, call = policy.steps

    assert policy.segments == ("new", "prompt")
    assert nudge.when == Timing(3, Unit.WORKING_DAYS, Anchor.DUE)
    assert (nudge.channel, nudge.letter) == (Channel.EMAIL, "nudge")
    assert (nudge.to, nudge.cc) == (("owner",), ("mere@maple.example",))
    assert nudge.needs_approval
    assert nudge.senior
    assert str(nudge.at) == "rules.yaml:8:9"
    assert call.when == Timing(2, Unit.WEEKS, Anchor.PREVIOUS_STEP)
    assert (call.channel, call.letter) == (Channel.PHONE, None)


def test_limits_are_read_as_written() -> None:
    limits = read(
        "limits: {per_customer: 2 in 14 days, gap: 1 week, per_run: 50, backlog: 5 per run}"
    ).limits

    assert (limits.per_customer, limits.per_days) == (2, 14)
    assert (limits.gap_days, limits.per_run, limits.backlog_per_run) == (7, 50, 5)


def test_yaml_turns_no_word_of_a_rulebook_into_something_else() -> None:
    """`on`, `NO` and `12:30` are what YAML 1.1 reads as true, false and 750."""
    book = read(
        """
        company:
          from: Ana <ana@maple.example>
          send: {on: mon, between: 12:30-13:30}
        guards:
          - {hold: norway, when: {country: NO}}
        """
    )

    assert book.company.send_on == frozenset({0})
    assert book.company.send_from == time(12, 30)
    guard = next(guard for guard in book.guards if guard.name == "norway")
    norwegian = structs.replace(case(), customer=replace(case().customer, country="NO"))
    assert guard.when.verdict(norwegian, None) is Verdict.YES


CROSS_CHECKS = [
    (
        "company: {timezone: ledger}",
        (
            "Nobody is named who sends the letters."
            ' Write "from: Ana Reid <accounts@maple.example>" under "company:".'
        ),
    ),
    (
        """
        segments:
          - {segment: late, when: {paid_late_share: "> 20%"}}
        """,
        (
            'Who is in none of "new" or "prompt" or "late" falls through and never hears anything.'
            ' Add a last segment without "when", for everyone else.'
        ),
    ),
    (
        """
        segments:
          - {segment: prompt}
        """,
        (
            'Nobody gets to the segment "late": "prompt", before it, has no "when" and takes everyone.'
            " Put the one for everyone last."
        ),
    ),
    (
        "thanks: {letter: thank-you}",
        'There is no letter "thank-you". Did you mean "thanks"?',
    ),
    (
        "thanks: {when: {paid: on-time}, letter: thanks}",
        '"on-time" is not a way to have paid. Did you mean "on time"?',
    ),
    ("thanks: [{when: {paid: in part, promise: kept}, letter: thanks}]", "is for one thing."),
    ("company: {from: A <a@b.example>, holidays: NX}", '"NX" is not a country whose holidays'),
    ("company: {from: A <a@b.example>, holidays: NZ-AKL}", 'Did you mean "AUK"?'),
    ("company: {from: A <a@b.example>, holidays: SG-AA}", 'SG has none: write "SG".'),
    ("company: {from: A <a@b.example>, holidays: NZ-QQQQ}", "Known are AUK, BOP, "),
    ("company: {from: A <a@b.example>, send: {on: []}}", "No day to send on is left."),
    ("company: {from: A <a@b.example>, send: {between: 25:00-26:00}}", '"25:00-26:00" is not'),
    ("company: {from: A <a@b.example>, send: often}", "Send is a mapping of keys to values"),
    ("company: {from: A <a@b.example>, timezone: []}", "One value is expected here, not a list."),
    ("limits: {per_run: many}", '"many" is not a whole number.'),
    ("limits: {per_customer: 0 in 30 days}", 'Write "4 in 30 days", say.'),
    ("limits: {backlog: few per run}", '"few" is not a whole number.'),
    (f"guards: [{{hold: {'x' * 61}, when: {{balance: 5}}}}]", "is longer than 60 characters."),
    ("guards: [tiny]", 'A guard is a mapping of keys to values, not the text "tiny".'),
    ("contacts: {routes: [acme]}", "A route is a mapping of keys to values"),
    ("contacts: yes", "Contacts is a mapping of keys to values"),
    ("thanks: {when: now, letter: thanks}", "Thanks: when is a mapping of keys to values"),
    ("thanks: always", "Thanks is a mapping of keys to values"),
    ("policies: [gentle]", "A policy is a mapping of keys to values"),
    ("limits: {unheard: of}", "Known keys: per_customer, gap, after_reply, per_run, backlog."),
    ("contacts: {prefer: name}", 'Did you mean "named"?'),
    (
        "contacts: {routes: [{when: {reference: X}, to: Jo}]}",
        '"Jo" is not an e-mail address',
    ),
    ("contacts: {routes: [{to: jo@acme.example}]}", 'The key "when" is missing in a route.'),
    ("guards: [{when: {balance: 5}}]", 'The key "hold" is missing in a guard.'),
    ("send_invoices: {within: soon}", '"soon" is not a time. Write "7 days", say.'),
    ("limits: {per_run: 0}", '"0" is not between 1 and 1,000,000.'),
    ("limits: [4]", "Limits is a mapping of keys to values, not a list."),
    (
        "limts: {gap: 4 days}",
        '"limts" is not a key of a rulebook. Did you mean "limits"?',
    ),
]


@pytest.mark.parametrize(("written", "says"), CROSS_CHECKS)
def test_a_mistake_is_said_once_with_the_way_out(written: str, says: str) -> None:
    found = problems(written)

    assert len(found) == 1
    assert says in found[0]


POLICY_CHECKS = [
    # a letter by e-mail, and by e-mail alone
    ("{step: a, at: on due}", 'A step by e-mail needs a letter. Add "letter: nudge"'),
    ("{step: a, at: on due, channel: letter}", "A step by post needs a letter."),
    (
        "{step: a, at: on due, channel: phone, letter: nudge}",
        'A step by "phone" sends no letter of ours.',
    ),
    (
        "{step: a, at: on due, channel: fax}",
        'It can be "email", "platform", "letter", "phone" or "handover".',
    ),
    # promise 10: never to collections by itself, nor before a call and an offer
    (
        (
            "{step: a, at: on due, channel: phone}, "
            "{step: b, at: 9 days after due, letter: instalments}, "
            "{step: c, at: 75 days after due, channel: handover}"
        ),
        "Nobody is handed over to collections without a person's approval.",
    ),
    (
        (
            "{step: b, at: 9 days after due, letter: instalments}, "
            "{step: c, at: 75 days after due, channel: handover, approval: required}"
        ),
        'The step "c" hands the debt over before anybody has called.',
    ),
    (
        (
            "{step: a, at: on due, channel: phone}, "
            "{step: c, at: 75 days after due, channel: handover, approval: required}"
        ),
        'The step "c" hands the debt over before instalments are offered.',
    ),
    (
        (
            "{step: a, at: on due, channel: phone}, "
            "{step: b, at: 9 days after due, letter: instalments}, "
            "{step: c, at: 75 days after due, channel: handover, approval: required}, "
            "{step: d, at: 80 days after due, letter: nudge}"
        ),
        'The step "c" hands the debt over, and steps follow it.',
    ),
    # a ladder
    (
        "{step: a, at: on due, letter: nudge}, {step: a, at: 5 days after due, letter: nudge}",
        'The step "a" stands in this policy twice; first on line 4.',
    ),
    (
        "{step: a, at: 5 days after due, letter: nudge}, {step: b, at: on due, letter: nudge}",
        'The step "b" comes before "a" in time.',
    ),
    (
        (
            "{step: a, at: 5 days after due, letter: nudge}, "
            "{step: b, at: 1 week after previous step, letter: nudge}, "
            "{step: c, at: 11 days after due, letter: nudge}"
        ),
        'The step "c" comes before "b" in time.',
    ),
    (
        "{step: a, at: 5 days after previous step, letter: nudge}",
        'The first step, "a", has no previous step.',
    ),
    (
        "{step: thanks, at: on due, letter: nudge}",
        '"thanks" is the name of a step that every policy has.',
    ),
    ("", 'The policy "prompt payers" has no steps.'),
    ("nudge", "A step is a mapping of keys to values"),
    ("{step: a, at: on due, letter: nudge, to: [a@b]}", '"a@b" is not an e-mail address'),
]


@pytest.mark.parametrize(("steps", "says"), POLICY_CHECKS)
def test_a_ladder_that_cannot_be_meant_is_a_mistake(steps: str, says: str) -> None:
    found = problems(f"policies: [{{policy: prompt payers, for: [new, prompt], steps: [{steps}]}}]")

    assert len(found) == 1
    assert says in found[0]


def test_a_policy_is_for_somebody() -> None:
    assert problems(
        "policies: [{policy: x, for: [], steps: [{step: a, at: due, letter: nudge}]}]"
    ) == ['The policy "x" is for no segment.']


def test_three_working_days_and_four_days_are_in_order() -> None:
    """Which of them is later depends on the weekday, so the order is the writer's."""
    steps = """
    policies:
      - policy: prompt payers
        for: [new, prompt]
        steps:
          - {step: a, at: 5 working days before due, letter: heads-up}
          - {step: b, at: 6 days before due, letter: heads-up}
          - {step: c, at: 3 working days after due, letter: nudge}
          - {step: d, at: 4 days after due, letter: nudge}
    """

    assert problems(steps) == []


def test_a_segment_cannot_have_two_policies_of_one_file() -> None:
    step = "steps: [{step: a, at: on due, letter: nudge}]"
    found = problems(
        f"policies: [{{policy: one, for: late, {step}}}, {{policy: two, for: late, {step}}}]"
    )

    assert found == [
        'The segment "late" already has the policy "one" on line 4. Take it out of one of them.'
    ]


def test_a_mistake_in_a_letter_is_a_mistake_of_the_rulebook() -> None:
    source = RulebookSource("books/rules.yaml", gentle(), {"nudge": "Dear you,\n"})
    (problem, *_) = load_rulebook(source, resolve).problems

    assert str(problem.place) == "books/letters/nudge.md:1:1"


def test_the_company_s_letter_takes_the_place_of_the_base_s() -> None:
    shipped = resolve("goodterms/gentle", "rules.yaml").letters["nudge"]
    own = shipped.replace("Subject: ", "Subject: Maple. ", 1)
    source = RulebookSource("rules.yaml", gentle(), {"nudge": own, "extra": own})
    book = load_rulebook(source, resolve).rulebook

    assert book is not None
    assert book.letters["nudge"].subject.startswith("Maple. ")
    assert str(book.letters["nudge"].at) == "letters/nudge.md:1:1"
    assert "extra" in book.letters


def test_only_the_version_of_this_format_is_read() -> None:
    sender = "company: {from: a@b.example}\n"
    assert load(f"rulebook: 2\nextends: goodterms/gentle\n{sender}").problems[0].says == (
        '"rulebook: 2" is a format that this Goodterms does not know.'
    )
    missing = load("extends: goodterms/gentle\ncompany: {from: a@b.example}\n").problems
    assert [str(p) for p in missing] == [
        (
            'rules.yaml:1:1: The key "rulebook" is missing: it names the version of the format. '
            'Begin the file with "rulebook: 1".'
        )
    ]


def test_without_a_base_everything_missing_is_named(loaded: Loaded) -> None:
    """
    rulebook: 1
    """

    assert [problem.says for problem in loaded.problems] == [
        "Nobody is named who sends the letters.",
        "There are no policies.",
        "There are no segments.",
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n"])
def test_an_empty_file_says_how_to_begin(text: str) -> None:
    (problem,) = load(text).problems

    assert str(problem) == (
        "rules.yaml:1:1: The file is empty."
        ' Begin with "rulebook: 1" and "extends: goodterms/gentle".'
    )


def test_sending_invoices_can_be_told_a_week() -> None:
    sending = read("send_invoices: {within: 1 week}").send_invoices

    assert isinstance(sending, SendInvoices)
    assert sending.within_days == 7


def test_a_sender_that_is_missing_is_missing_in_the_file_itself() -> None:
    """Not in the shipped base, which leaves it to the file that extends it."""
    [problem] = load("rulebook: 1\nextends: goodterms/gentle\n").problems
    assert str(problem.place) == "rules.yaml:1:1"


def test_a_letter_with_words_of_a_statement_is_for_statements_alone() -> None:
    """Anywhere else nothing would stand in its place."""
    lines = "policies:\n  - {policy: all, for: [new, prompt, late], steps: [{step: a, at: on due, letter: mine}]}"
    letters = {
        "mine": "Subject: To {{ balance }}\n\nBy {{ period }}:\n{% for row in rows %}\n{{ row.balance }}\n{% endfor %}\n{{ statement }}"
    }
    base = "remove: [policy prompt payers, policy late payers]"
    source = RulebookSource("rules.yaml", gentle(f"{base}\n{lines}"), letters)

    found = [str(problem) for problem in load_rulebook(source, resolve).problems]
    assert [each.split(" and this")[0] for each in found] == [
        'letters/mine.md:1:16: "balance" is a word of statements,',
        'letters/mine.md:3:7: "period" is a word of statements,',
        'letters/mine.md:7:4: "statement" is a word of statements,',
    ]
    for_statements = gentle("statements: {every: month, letter: mine}")
    assert (
        load_rulebook(RulebookSource("rules.yaml", for_statements, letters), resolve).problems == ()
    )
