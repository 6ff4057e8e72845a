"""Every rule of the linter. One entry here adds a rule; `allow`, JSON and docs/lint.md follow."""

from collections.abc import Iterator
from typing import Final

from rules.lint import company, groups, idle, ladders, languages, letters, missing, payers
from rules.lint.found import Found, Rule
from rules.rulebook import Rulebook


def _idle(book: Rulebook) -> Iterator[Found]:
    """What is allowed here and does not occur; a base may allow more than each of its rulebooks needs."""
    own = book.company.at.file if book.company.at else None
    for rule in RULES:
        allowed = book.allow.get(rule.code)
        if allowed is None or allowed.at.file != own or rule.check is _idle:
            continue
        if rule.check is groups.unknown_groups and book.groups is None:
            continue  # nobody looked
        if next(rule.check(book), None) is None:
            says = f"{rule.code} ({rule.name}) is allowed here, and is not found."
            yield Found(allowed.at, says, "Delete the line: it would hide the next one.")


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        code="GT101",
        name="unreachable-segment",
        finds="a segment that no customer ever gets into",
        why="The first segment that fits is the customer's. What stands behind a wider one, or "
        "contradicts itself, is a rule that somebody wrote and nobody gets.",
        check=payers.unreachable_segments,
    ),
    Rule(
        code="GT102",
        name="unreachable-step",
        finds="a policy or a step that is never reached, and a guard that always holds",
        why="A policy whose segments have another one before it, or a step on days on which a guard "
        "always keeps quiet, looks like work that is done and is not.",
        check=payers.unreachable_steps,
    ),
    Rule(
        code="GT103",
        name="unreachable-route",
        finds="a route that no invoice takes",
        why="The first route that fits decides whose an invoice is; the person behind a later one "
        "would never hear of anything.",
        check=payers.unreachable_routes,
    ),
    Rule(
        code="GT104",
        name="overlap",
        finds="a segment with two policies, or two steps on the same day",
        why="Only one of the two is carried out, and which one is easily guessed wrong.",
        check=payers.overlaps,
    ),
    Rule(
        code="GT105",
        name="gap",
        finds="a segment that no policy is for, or only policies with conditions of their own",
        why="Its customers never hear anything, and nobody notices until the money is missing.",
        check=payers.gaps,
    ),
    Rule(
        code="GT106",
        name="before-the-invoice",
        finds="a step before the due date that falls before the invoice under the company's terms",
        why="A reminder seven days before due makes no sense to whoever has seven days to pay. Say "
        "the terms that the company gives: `company: {terms: [7 days, 30 days]}`. Goodterms moves "
        "such a step into the second half of the terms, or leaves it out.",
        check=ladders.before_the_invoice,
    ),
    Rule(
        code="GT107",
        name="tone",
        finds="a ladder whose tone falls and rises again",
        why="A letter that is softer than the one before it, and then a firmer one, reads as if "
        "nobody knew what was said last. The letters that we ship have a tone; one of yours "
        "says it on its second line: `Tone: friendly`, `plain`, `concerned` or `firm`.",
        check=ladders.tone_breaks,
    ),
    Rule(
        code="GT108",
        name="no-fallback",
        finds="a step for one role, with none to fall back to",
        why="At many a customer nobody is known in that role. A second one says who is meant then; "
        "`contact` is the usual person.",
        check=ladders.no_fallback,
    ),
    Rule(
        code="GT109",
        name="no-owner",
        finds="a ladder whose last step is no call and no hand-over",
        why="After the last letter somebody has to take it up, or the invoice is forgotten.",
        check=ladders.no_owner,
    ),
    Rule(
        code="GT110",
        name="no-thanks",
        finds="a rulebook that thanks nobody",
        why="A word of thanks for a payment on time costs nothing, and the next one comes sooner.",
        check=company.no_thanks,
    ),
    Rule(
        code="GT111",
        name="few-ways-to-pay",
        finds="fewer ways to pay than four",
        why="The more ways there are to pay, the fewer reasons not to do it today.",
        check=company.few_ways_to_pay,
    ),
    Rule(
        code="GT112",
        name="nameless-sender",
        finds="a sender or a senior without a person's name: none, that of a team, a post or the firm",
        why="People answer people. A letter from accounts@ is read as one from a machine.",
        check=company.nameless_sender,
    ),
    Rule(
        code="GT113",
        name="idle-allow",
        finds="a rule that the rulebook allows and that finds nothing",
        why="What is allowed once stays allowed: the next time it would not be told.",
        check=_idle,
    ),
    Rule(
        code="GT114",
        name="idle-letter",
        finds="a letter beside the rulebook that no step sends",
        why="Most often its name is misspelt, and the base's letter goes out in its place.",
        check=letters.idle_letters,
    ),
    Rule(
        code="GT115",
        name="no-quiet",
        finds="no guard that keeps quiet after a reply, a call or a payment",
        why="Who has just written, talked to us or paid something has been heard; a reminder on its "
        "heels says the opposite. Goodterms itself waits a few days after a reply, and a day after "
        "a payment; how long suits your customers is for you to say.",
        check=company.no_quiet,
    ),
    Rule(
        code="GT116",
        name="idle-test",
        finds="a test that holds never, or always, such as a share of more than 100%",
        why="It looks as if somebody had thought of something, and it changes nothing: a guard that "
        "never holds keeps nobody quiet.",
        check=idle.idle_tests,
    ),
    Rule(
        code="GT117",
        name="missing-text",
        finds="a condition on a reference, a class, a department or a country that says nothing of "
        "whatever has none",
        why="What cannot be told is held, so every invoice without a reference would keep quiet for "
        'one rule about `"MKT-*"`. A condition that names a customer or a group is left alone: there '
        "the hold is what keeps an invoice from the wrong desk.",
        check=missing.missing_texts,
    ),
    Rule(
        code="GT118",
        name="unknown-group",
        finds="a group that no customer in the ledger is in, where the company's customers were pulled",
        why="Most often its name is misspelt, and the rule behind it is never asked. It is looked up in "
        "the store, for a rulebook that lies beside `goodterms.toml`.",
        check=groups.unknown_groups,
    ),
    Rule(
        code="GT201",
        name="no-pay-link",
        finds="a letter about open invoices without a pay link",
        why="Whoever reads it is ready to pay at that moment: one click must be enough.",
        check=letters.no_pay_link,
    ),
    Rule(
        code="GT202",
        name="no-name",
        finds="a letter that nobody signs, or that greets nobody",
        why="A letter from a person to a person is answered; a notice is filed.",
        check=letters.no_name,
    ),
    Rule(
        code="GT203",
        name="no-day",
        finds="a letter about open invoices that names no day",
        why='"Net 30" and "overdue" leave the reader to work it out; a day can be planned with.',
        check=letters.no_day,
    ),
    Rule(
        code="GT204",
        name="upon-receipt",
        finds='"due upon receipt"',
        why="It sounds strict and means nothing: nobody can put it into a calendar.",
        check=letters.upon_receipt,
    ),
    Rule(
        code="GT205",
        name="haste",
        finds='"immediately", "as soon as possible" and the like',
        why="Haste presses, and still leaves the day open.",
        check=letters.haste,
    ),
    Rule(
        code="GT206",
        name="ultimatum",
        finds='an ultimatum: "if we have not received it in the next 5 days", "pay now to keep your '
        'service running", "final notice"',
        why="It ends the talk. Who would have paid late pays later, and buys elsewhere.",
        check=letters.ultimatum,
    ),
    Rule(
        code="GT207",
        name="threat",
        finds="a threat of lawyers, courts or collections",
        why="Collections is the last step, decided by a person after a call and an offer; it is "
        "never threatened in a letter.",
        check=letters.threat,
    ),
    Rule(
        code="GT208",
        name="capitals",
        finds="words in capitals",
        why="Capitals shout.",
        check=letters.capitals,
    ),
    Rule(
        code="GT209",
        name="exclamation",
        finds="exclamation marks",
        why="A calm letter has none; in one about money they sound like reproach.",
        check=letters.exclamations,
    ),
    Rule(
        code="GT210",
        name="unagreed-fee",
        finds="a fee or interest for paying late, where the rulebook does not say that it was agreed",
        why="A fee that nobody agreed to is a threat with a number, and in many places not owed.",
        check=letters.unagreed_fee,
    ),
    Rule(
        code="GT211",
        name="untranslated",
        finds="a letter of yours, a title, a late fee or the details of a way to pay that are not there in "
        "a language in which the rulebook has somebody written to",
        why="Whoever reads that language gets the base's letter in it, not what yours says; where "
        "the base has none, yours in the company's language. A title and a late fee are as you wrote "
        "them, unless you say them in that language as well; details of which there is one text are "
        "taken for an account or a number, which everybody reads.",
        check=languages.untranslated,
    ),
)
