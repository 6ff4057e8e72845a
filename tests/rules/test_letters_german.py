"""The German letters: what each must say, read as a customer in Germany, Austria or Switzerland would."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from rules.facts import Money
from rules.letters.letter import LetterFacts, instalment_offers, render
from tests.rules.letter_samples import MANY, ONE, RICH, TODAY, row, shipped, shipped_letters
from tests.rules.rulebooks import SHIPPED
from tests.rules.test_letters_shipped import ASKING, SETTLED

GERMAN = [(base, name) for base, language, name in shipped_letters() if language == "de"]
HARSH = (
    r"mahn|frist|verzug|zwing|zwung|anwalt|inkasso|gericht|folgen|forder|letzt(?!en Tage)|"
    r"sofort|umgehend|unverzüglich|dringend|spätestens|andernfalls|ansonsten|müssen|binnen"
)
ENGLISH = r"(?i)\b(?:the|and|invoice|due|days?|overdue|pay|paid|total|hello|dear|regards|your|is)\b"


def read(base: str, name: str, facts: LetterFacts, locale: str = "de_DE") -> str:
    """Subject and text on one line, as they arrive."""
    rendered = render(shipped(name, base=base, language="de"), replace(facts, locale=locale))
    return " ".join(f"{rendered.subject} {rendered.text}".split())


@pytest.mark.parametrize(("base", "name"), GERMAN)
@pytest.mark.parametrize("facts", [ONE, MANY, replace(RICH, late_fee=None, sender_title=None)])
def test_a_letter_is_kind_and_german_to_the_last_word(
    base: str, name: str, facts: LetterFacts
) -> None:
    said = read(base, name, replace(facts, company="Ahorn", customer="Acme"))
    assert re.findall(HARSH, said, re.IGNORECASE) == []
    assert re.findall(ENGLISH, re.sub(r"https://\S+", "", said)) == []
    assert "Guten Tag Jo, " in said
    assert "antwort" in said.lower() or "Bescheid" in said
    assert re.search(r"[vV]ielen Dank", said)


@pytest.mark.parametrize("base", SHIPPED)
@pytest.mark.parametrize("name", ASKING)
def test_a_letter_that_asks_says_when_how_much_and_how(base: str, name: str) -> None:
    said = read(base, name, ONE)
    assert re.search("ist seit 17 Tagen überfällig|4. November 2026, 17 Tage überfällig", said)
    assert "NZD 115,00" in said
    assert "Online bezahlen: https://in.xero.com/4fjPkTzC" in said
    assert "online, per Überweisung oder mit Karte am Telefon" in said
    assert re.search("Grüßen? Ana Reid Maple & Sons Ltd$", said)


@pytest.mark.parametrize(("base", "name"), GERMAN)
def test_one_invoice_and_many_agree_with_their_words(base: str, name: str) -> None:
    one, many = read(base, name, ONE), read(base, name, MANY)
    assert not re.search(
        r"zu den Rechnung |den Rechnung |Rechnung INV-0003 sind (?!(damit )?noch)", one
    )
    assert not re.search(r"zur Rechnungen|Rechnungen [^.]{0,40} ist (damit )?beglichen", many)


@pytest.mark.parametrize("base", SHIPPED)
def test_switzerland_writes_ss_but_leaves_names_as_they_are(base: str) -> None:
    strauss = replace(ONE, company="Strauß & Söhne")
    swiss = read(base, "nudge", strauss, "de_CH")
    assert re.search("Grüssen? Ana Reid Strauß & Söhne$", swiss)
    assert re.search("Grüßen? Ana Reid Strauß & Söhne$", read(base, "nudge", strauss, "de_AT"))


@pytest.mark.parametrize("base", SHIPPED)
def test_austria_has_its_own_january(base: str) -> None:
    facts = replace(ONE, rows=(row(due=TODAY + timedelta(55)),))
    assert "in 55 Tagen fällig, am Freitag, 15. Jänner 2027" in read(
        base, "heads-up", facts, "de_AT"
    )


@pytest.mark.parametrize("base", SHIPPED)
def test_subjects_can_be_read_at_a_glance(base: str) -> None:
    """What it is about stands within the first 60 characters; only a day may follow."""
    for each, name in GERMAN:
        if each == base:
            rendered = render(shipped(name, base=base, language="de"), replace(ONE, locale="de"))
            said = rendered.subject.removeprefix("Maple & Sons Ltd: ")
            assert len(re.sub(r"überfällig \(.*", "", said)) <= 60, said


@pytest.mark.parametrize("base", SHIPPED)
def test_plans_and_parts_are_named_as_such(base: str) -> None:
    offers = instalment_offers([Money(Decimal(115), "NZD")], first=TODAY, counts=(2,))
    offered = read(base, "instalments", replace(ONE, offers=offers))
    assert "In zwei Raten: - NZD 57,50 am Samstag, 21. November 2026 - NZD 57,50 am" in offered
    assert "zwei oder drei Raten" in read(base, "instalments", ONE)
    missed = read(base, "instalment", replace(RICH, rows=ONE.rows))
    assert ": NZD 50,00 am Mittwoch, 18. November 2026." in missed


@pytest.mark.parametrize("base", SHIPPED)
def test_thanks_name_what_came_and_what_is_left(base: str) -> None:
    for name in ("thanks", "thanks-promise"):
        assert re.search(
            "NZD 115,00.*Rechnung INV-0003( ist)?( damit)? beglichen", read(base, name, SETTLED)
        )
    part = replace(ONE, received=(Money(Decimal(15), "NZD"),), received_on=TODAY)
    assert re.search("NZD 15,00.* noch NZD 115,00 offen", read(base, "thanks-part", part))


@pytest.mark.parametrize("base", SHIPPED)
def test_new_terms_begin_on_a_day(base: str) -> None:
    assert re.search(
        "[aA]b Donnerstag, 31. Dezember 2026 sind unsere neuen Rechnungen an Sie 14 Tage nach dem "
        "Rechnungsdatum fällig",
        read(base, "new-terms", RICH),
    )
