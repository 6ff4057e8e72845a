"""The shipped letters, read as a customer would: each set, each language, whatever is known."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from rules.facts import Money
from rules.letters.letter import LetterFacts, instalment_offers, render
from rules.lint.lint import lint
from rules.statement import Entry, EntryKind
from tests.rules.letter_samples import (
    ACCOUNT,
    MANY,
    ONE,
    RICH,
    STATEMENT,
    TODAY,
    row,
    shipped,
    shipped_letters,
)
from tests.rules.rulebooks import SHIPPED, gentle, read_whole

DUE_IN = {"heads-up": 7, "due-today": 0, "nudge": -4, "check-in": -11, "senior-note": -20}
ASKING = [*DUE_IN, "instalments", "promise", "instalment"]
OTHERS = ["thanks", "thanks-promise", "thanks-part", "new-terms", "invoice"]
ALL = [*ASKING, *OTHERS]
LETTERS = shipped_letters()
ENGLISH = [(base, name) for base, language, name in LETTERS if language == "en"]
SPOKEN = ["en", "de", "es", "fr"]
"""The languages in which the sets are complete."""
COUNTRIES = {"en": "NZ", "de": "DE", "es": "ES", "fr": "FR"}

BARE = replace(
    ONE, greeting=None, pay_by=(), rows=(replace(row(), pay_link=None, number=None),), locale=""
)
SETTLED = replace(RICH, rows=(row(balance="0.00", total="115.00"),))
KNOWN = {"one": ONE, "many": MANY, "bare": BARE, "rich": RICH, "settled": SETTLED}

HARSH = (
    r"immediately|upon receipt|urgent|\bfinal|legal|lawyer|solicitor|collect|agency|court|demand|"
    r"\bmust\b|fail|breach|consequence|overdue notice|penalt|interest|last chance|"
    r"within \d+ (day|hour)|or else|otherwise"
)
DIFFERS = (
    "favour|favor|colour|color|honour|honor|labour|neighbour|behaviour|cheque|check|centre|center|"
    "instalment|installment|organis|organiz|realis|realiz|apologis|apologiz|recognis|recogniz|"
    "summaris|finalis|prioritis|analys|licence|license|practise|practice|programme|program|"
    "catalogue|catalog|dialogue|cancell|cancel|travell|fulfil|enrol|grey|gray|ageing|aging|"
    "judgement|judgment|whilst|amongst|learnt|spelt|enquir|inquir|defence|defense|offence|"
    "fortnight|post code|zip code|mobile|cellphone|autumn|holiday|vacation|gotten"
)
"""Words that American, British, Australian or New Zealand readers would write in another way."""


@pytest.mark.parametrize("base", SHIPPED)
@pytest.mark.parametrize("language", SPOKEN)
def test_every_set_has_every_letter_in_every_language(base: str, language: str) -> None:
    english = {name for each, name in ENGLISH if each == base}
    mine = {name for each, spoken, name in LETTERS if (each, spoken) == (base, language)}
    extended = {name for each, spoken, name in LETTERS if (each, spoken) == ("gentle", language)}
    assert set(ALL) <= mine <= english
    assert english <= mine | extended


@pytest.mark.parametrize(("base", "language", "name"), LETTERS)
@pytest.mark.parametrize("facts", KNOWN.values(), ids=KNOWN)
def test_every_letter_is_whole_whatever_is_known(
    base: str, language: str, name: str, facts: LetterFacts
) -> None:
    letter = shipped(name, base=base, language=language)
    rendered = render(letter, replace(facts, locale=f"{language}_{COUNTRIES[language]}"))
    whole = f"{rendered.subject}\n{rendered.text}"
    assert "!" not in whole
    assert not re.search(r"\b(?!NZD|USD|INV|US|PDF)[A-Z]{2,}\b", whole)
    assert not re.search(r"\*\*|\]\(|\{\{|\{%|\bNone\b|\n{4}| [.,]|\(\)|:\.|\. \.|,,", whole)
    assert not re.search(r"(?<!^)(?<![.:?] )  \w", rendered.subject)
    assert all(len(line) <= 76 for line in rendered.text.splitlines())
    # after the comma of its greeting German goes on in small letters
    text = re.sub(r"\AGuten Tag.*,\n\n\w+", "", rendered.text)
    for sentence in re.findall(r"(?:^|\n\n|[.?] )([a-zà-ÿ]\w*)", text):
        assert sentence in ("gracias", "merci"), f'"{sentence}" begins a sentence'


@pytest.mark.parametrize(("base", "name"), ENGLISH)
@pytest.mark.parametrize("facts", KNOWN.values(), ids=KNOWN)
def test_every_letter_is_kind_and_answerable(base: str, name: str, facts: LetterFacts) -> None:
    rendered = render(shipped(name, base=base), replace(facts, late_fee=None))
    whole = f"{rendered.subject}\n{rendered.text}"
    assert not re.search(HARSH, whole, re.IGNORECASE)
    assert re.search(r"question|reply|\bask\b", whole)


@pytest.mark.parametrize("base", SHIPPED)
@pytest.mark.parametrize("name", ASKING)
def test_every_letter_that_asks_says_when_how_much_and_how(base: str, name: str) -> None:
    text = render(shipped(name, base=base), ONE).text.replace("\n", " ")
    assert text.startswith("Hello Jo,  ")
    assert re.search(r"17 days overdue \(it was due on Wednesday 4 November|4 November 2026,", text)
    assert "NZD 115.00" in text
    assert "https://in.xero.com/4fjPkTzC" in text
    assert "online, bank transfer or card by phone" in text
    assert "thank you" in text.lower()
    assert text.rstrip().endswith("Ana Reid Maple & Sons Ltd")


@pytest.mark.parametrize("base", SHIPPED)
@pytest.mark.parametrize(("name", "days"), DUE_IN.items())
def test_every_step_speaks_of_its_own_day(base: str, name: str, days: int) -> None:
    facts = replace(ONE, rows=(row(due=TODAY + timedelta(days=days)),))
    text = render(shipped(name, base=base), facts).text.replace("\n", " ")
    counted = f"{-days} days overdue" if days < 0 else f"due in {days} days"
    assert ("due today, Saturday 21 November 2026" if days == 0 else counted) in text


@pytest.mark.parametrize("base", SHIPPED)
def test_a_good_history_is_mentioned_in_the_first_late_mail(base: str) -> None:
    nudge = shipped("nudge", base=base)
    text = render(nudge, replace(ONE, good_history=True)).text
    assert re.search(r"usually\s+pay|paying\s+on\s+time", text)
    assert not re.search(r"usually\s+pay|paying\s+on\s+time", render(nudge, ONE).text)


@pytest.mark.parametrize(("base", "name"), ENGLISH)
def test_a_letter_is_spelt_as_all_who_write_english_spell_it(base: str, name: str) -> None:
    letter = shipped(name, base=base)
    own = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", f"{letter.subject}\n{letter.body}")
    assert re.findall(rf"(?i)\b(?:{DIFFERS})\w*", own) == []


@pytest.mark.parametrize(
    ("locale", "says"),
    [
        ("en_US", "due in 13 days, on Friday, December 4, 2026"),
        ("en_GB", "due in 13 days, on Friday 4 December 2026"),
        ("en_AU", "due in 13 days, on Friday 4 December 2026"),
        ("en_NZ", "due in 13 days, on Friday 4 December 2026"),
    ],
)
@pytest.mark.parametrize("base", SHIPPED)
def test_days_are_written_as_in_the_readers_country(base: str, locale: str, says: str) -> None:
    facts = replace(ONE, locale=locale, rows=(row(due=TODAY + timedelta(13)),))
    assert says in render(shipped("heads-up", base=base), facts).text.replace("\n", " ")


@pytest.mark.parametrize("base", SHIPPED)
def test_the_linter_finds_nothing_in_any_letter(base: str) -> None:
    steps = "".join(
        f"\n      - {{step: {name}, at: {place} days after due, letter: {name}, approval: required}}"
        for place, name in enumerate(ASKING, 1)
    )
    policies = f"policies:\n  - policy: all\n    for: [new, prompt, late]\n    steps:{steps}"
    text = gentle(policies).replace("goodterms/gentle", f"goodterms/{base}")
    book = read_whole(text)
    wording = [remark for remark in lint(book) if remark.rule.code.startswith("GT2")]
    assert [str(remark.found) for remark in wording] == []


def test_the_nudge_as_it_arrives() -> None:
    facts = replace(ONE, good_history=True)
    rendered = render(shipped("nudge"), facts)
    assert rendered.subject == "Maple & Sons Ltd: a gentle reminder about invoice INV-0003"
    assert (
        rendered.text
        == """\
Hello Jo,

You usually pay us so promptly that I thought this one may have slipped
past you. Our invoice INV-0003 is 17 days overdue (it was due on
Wednesday 4 November 2026).

Invoice   Due                                   To pay
--------  --------------------------------  ----------
INV-0003  4 November 2026, 17 days overdue  NZD 115.00
  Pay online: https://in.xero.com/4fjPkTzC

You can pay whichever way suits you best: online, bank transfer or card
by phone.

If you have paid in the last few days, thank you, and please disregard
this mail. If there is a question about the invoice, or somebody else
looks after payments, just reply and let me know.

Kind regards

Ana Reid
Maple & Sons Ltd
"""
    )


@pytest.mark.parametrize("base", SHIPPED)
def test_the_senior_note_speaks_as_the_senior(base: str) -> None:
    facts = replace(ONE, sender="Mere Tui", sender_title="Director")
    text = render(shipped("senior-note", base=base), facts).text
    assert "as Director of Maple & Sons Ltd" in text.replace("\n", " ")
    assert text.endswith("Mere Tui\nDirector\nMaple & Sons Ltd\n")


@pytest.mark.parametrize("base", SHIPPED)
def test_instalments_offers_plans_and_asks_what_would_suit(base: str) -> None:
    facts = replace(
        ONE, offers=instalment_offers([Money(Decimal("115.00"), "NZD")], first=TODAY, counts=(2,))
    )
    text = render(shipped("instalments", base=base), facts).text
    assert "In two parts:\n- NZD 57.50 on Saturday 21 November 2026\n- NZD 57.50 on" in text
    assert re.search("[Rr]eply with the plan", text.replace("\n", " "))
    without = render(shipped("instalments", base=base), ONE).text.replace("\n", " ")
    assert re.search("two or three (payments|parts)", without)


@pytest.mark.parametrize("base", SHIPPED)
def test_thanks_name_the_payment_and_ask_for_nothing(base: str) -> None:
    facts = replace(
        SETTLED,
        promised_on=TODAY - timedelta(1),
    )
    for name in ("thanks", "thanks-promise"):
        text = render(shipped(name, base=base), facts).text.replace("\n", " ")
        assert "NZD 115.00" in text
        assert "nvoice INV-0003 is settled" in text
        assert "To pay" not in text


@pytest.mark.parametrize("base", SHIPPED)
def test_thanks_for_a_part_say_what_is_left(base: str) -> None:
    facts = replace(ONE, received=(Money(Decimal("15.00"), "NZD"),), received_on=TODAY)
    text = render(shipped("thanks-part", base=base), facts).text.replace("\n", " ")
    assert "NZD 15.00" in text
    assert re.search(r"(is NZD 115.00,|NZD 115.00 (open|of invoice))", text)


@pytest.mark.parametrize("base", SHIPPED)
def test_a_promise_and_a_part_of_a_plan_are_named_with_their_day(base: str) -> None:
    promise = render(shipped("promise", base=base), replace(ONE, promised_on=TODAY)).text
    assert "by Saturday 21 November 2026" in promise.replace("\n", " ")
    part = render(shipped("instalment", base=base), replace(RICH, rows=ONE.rows)).text
    assert "NZD 50.00 on Wednesday 18 November 2026" in part.replace("\n", " ")


@pytest.mark.parametrize("base", SHIPPED)
def test_new_terms_are_days_and_begin_on_a_day(base: str) -> None:
    text = render(shipped("new-terms", base=base), RICH).text.replace("\n", " ")
    assert "From Thursday 31 December 2026 on, our new invoices to you are due 14 days" in text


@pytest.mark.parametrize("language", SPOKEN)
def test_a_statement_of_long_months_and_large_amounts_stays_within_the_page(language: str) -> None:
    large = replace(
        ACCOUNT,
        opening=Decimal(100_000),
        entries=(
            Entry(date(2026, 9, 15), EntryKind.INVOICE, "INV-1", Decimal(12350), date(2026, 9, 30)),
            Entry(date(2026, 9, 20), EntryKind.SETTLED, "INV-1", Decimal(-5)),
        ),
    )
    account = replace(STATEMENT, start=date(2026, 9, 1), end=date(2026, 9, 30), accounts=(large,))
    facts = replace(ONE, account=account, locale=language)
    text = render(shipped("statement", language=language), facts).text
    assert max(map(len, text.splitlines())) <= 72
