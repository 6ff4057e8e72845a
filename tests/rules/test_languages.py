"""Letters in the language of whom they go to, and late fees that were agreed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules.book.load import Loaded, RulebookSource, load_rulebook
from rules.decisions import Decision
from rules.engine import decide
from rules.letters.letter import instalment_offers, read_letter, render
from rules.letters.phrases import ENGLISH, PHRASES, Phrases
from rules.letters.ways import Way
from rules.rulebook import said_in
from tests.rules.builders import ACCOUNTS, JO, case
from tests.rules.letter_samples import MANY, ONE, TODAY, letter, row
from tests.rules.rulebooks import gentle, problems, read, resolve

LANGUAGES = """
contacts:
  people:
    - {person: Jo Park <jo.park@acme.example>, of: ACME, language: fr}
  languages:
    - {language: de, when: {customer: "A*"}}
"""
EVERYTHING = (
    "{{ greeting }}\n\n{{ invoices }}: {{ when }}.\n\n{{ table }}\n\n{{ pay_by }}\n\n{{ plans }}"
)


def decided(extra: str, *people: object) -> Decision:
    (decision,) = decide(read(extra), case(people=people or (JO,)))  # type: ignore[arg-type]
    return decision


def test_the_persons_own_language_comes_first() -> None:
    assert decided(LANGUAGES).language == "fr"


def test_else_the_first_rule_that_fits_the_customer() -> None:
    assert decided(LANGUAGES.replace("fr}", "es}").replace("ACME", "Beta")).language == "de"
    assert (
        decided(LANGUAGES.replace("ACME", "Beta").replace('"A*"', "Beta"), ACCOUNTS).language
        is None
    )


def loaded(letters: dict[str, str]) -> Loaded:
    return load_rulebook(RulebookSource("rules.yaml", gentle(), letters), resolve)


LETTER = "Subject: {{ invoices }}\n\n{{ greeting }} {{ nonsense }}\n"


def test_a_letter_lies_in_the_folder_of_its_language() -> None:
    found = loaded({"de/nudge": "Subject: {{ invoices }}\n\n{{ greeting }}\n"})
    assert found.problems == ()
    assert found.rulebook is not None
    assert {"nudge", "de/nudge"} <= set(found.rulebook.letters)


GERMAN = gentle("company: {from: Ana <ana@maple.example>, language: de}")
OWN = "Subject: Ours, {{ invoices }}\n\n{{ greeting }}\n"


def files(letters: dict[str, str], *names: str, text: str = GERMAN, **bases: str) -> list[str]:
    """The files of these letters, of a company that writes German."""

    def find(name: str, asked_by: str) -> RulebookSource:
        if name not in bases:
            return resolve(name, asked_by)
        return RulebookSource(f"{name}/rules.yaml", bases[name], {"de/nudge": OWN})

    found = load_rulebook(RulebookSource("rules.yaml", text, letters), find).rulebook
    assert found is not None
    assert all(letter.name == name for name, letter in found.letters.items())
    return [found.letters[name].at.file if name in found.letters else "none" for name in names]


def test_a_company_that_writes_german_sends_the_shipped_letters_in_german() -> None:
    assert files({}, "nudge", "de/nudge", "fr/nudge", "en/nudge") == [
        "goodterms/gentle/letters/de/nudge.md",
        "none",
        "goodterms/gentle/letters/fr/nudge.md",
        "goodterms/gentle/letters/nudge.md",
    ]


def test_its_own_letter_is_in_german_and_takes_the_place_of_the_german_one_alone() -> None:
    assert files({"nudge": OWN}, "nudge", "de/nudge", "en/nudge") == [
        "letters/nudge.md",
        "none",
        "goodterms/gentle/letters/nudge.md",
    ]


def test_in_the_folder_of_its_language_or_not_the_nearest_letter_counts() -> None:
    assert files({"de/nudge": OWN}, "nudge") == ["letters/de/nudge.md"]
    ours = "rulebook: 1\nextends: goodterms/gentle\n"
    text = GERMAN.replace("goodterms/gentle", "ours")
    assert files({}, "nudge", text=text, ours=ours) == ["ours/letters/de/nudge.md"]
    assert files({"nudge": OWN}, "nudge", text=text, ours=ours) == ["letters/nudge.md"]


def test_a_mistake_in_it_has_its_place() -> None:
    (problem,) = loaded({"de/nudge": LETTER}).problems
    assert str(problem).startswith("letters/de/nudge.md:3:")


def test_a_folder_that_is_no_language_is_told() -> None:
    (problem,) = loaded({"du/nudge": "Subject: x\n\ny\n"}).problems
    assert str(problem.place) == "letters/du/nudge.md:1:1"
    assert '"du" is not a language whose days and amounts can be said.' in problem.says


def test_a_step_names_a_letter_without_its_language() -> None:
    step = "{step: a, at: on due, letter: de/nudge}"
    (found,) = problems(f"policies: [{{policy: late payers, for: [late], steps: [{step}]}}]")
    assert 'There is no letter "de/nudge".' in found


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("de", ["Guten Tag Jo,", "Rechnung INV-0003: seit 17 Tagen überfällig", "4. November 2026",
                "NZD 115,00", "In zwei Raten:", "oder mit Karte am Telefon", "Online bezahlen:"]),
        ("fr", ["Bonjour Jo,", "facture INV-0003: échue depuis 17 jours", "4 novembre 2026",
                "115,00 NZD", "En deux fois :", "ou carte bancaire par téléphone", "Payer en ligne :"]),
        ("es", ["Hola, Jo:", "factura INV-0003: venció hace 17 días", "4 de noviembre de 2026",
                "115,00 NZD", "En dos pagos:", "o tarjeta por teléfono", "Pagar aquí:"]),
        ("en_NZ", ["Hello Jo,", "invoice INV-0003: 17 days overdue", "4 November 2026",
                   "In two parts:", "or card by phone", "Pay online:"]),
    ],
)  # fmt: skip
def test_what_goodterms_adds_is_in_the_language_of_the_letter(
    language: str, says: list[str]
) -> None:
    offers = instalment_offers([ONE.rows[0].balance], first=TODAY, counts=(2,))
    rendered = render(letter(EVERYTHING), replace(ONE, locale=language, offers=offers))
    text = " ".join(rendered.text.split())
    assert [part for part in says if part not in text] == []
    assert rendered.language == language.replace("_", "-")
    assert f'<html lang="{rendered.language}"' in rendered.html


def test_french_days_and_amounts_stay_on_their_line() -> None:
    """The first is a 1er; a no-break space stands where a line must not end."""
    facts = replace(ONE, locale="fr_FR", rows=(row(due=date(2026, 12, 1), balance="2350.50"),))
    text = render(letter("{{ Invoices }} est {{ when }}. {{ total }}"), facts).text
    assert "mardi 1er\u00a0décembre 2026" in " ".join(text.split("\n"))
    assert "2\u00a0350,50\u00a0NZD" in text


def test_an_invoice_without_a_number_is_named_by_its_day_in_words() -> None:
    unnumbered = replace(row(), number=None)
    for locale, says in (
        ("en_NZ", "Invoice of 15 October 2026"),
        ("fr", "Facture du 15 octobre 2026"),
    ):
        facts = replace(ONE, locale=locale, rows=(unnumbered,))
        assert " ".join(render(letter("{{ Invoices }}"), facts).text.split()) == says


@pytest.mark.parametrize(
    ("ways", "says"),
    [
        (("card", "standing order"), "tarjeta u orden permanente"),
        (("card", "OXXO"), "tarjeta u OXXO"),
        (("standing order", "card"), "orden permanente o tarjeta"),
        (("card", "en línea"), "tarjeta o en línea"),
    ],
)
def test_spanish_or_gives_way_before_its_own_sound(ways: tuple[str, ...], says: str) -> None:
    facts = replace(ONE, locale="es_ES", pay_by=tuple(map(Way, ways)))
    assert render(letter("{{ pay_by }}"), facts).text == f"{says}\n"


@pytest.mark.parametrize(
    ("number", "says"),
    [("INV-9", "facturas A-1 e INV-9"), ("F-9", "facturas A-1 y F-9")],
)
def test_spanish_and_gives_way_before_its_own_sound(number: str, says: str) -> None:
    facts = replace(ONE, locale="es_ES", rows=(row("A-1"), row(number)))
    assert render(letter("{{ invoices }}"), facts).text == f"{says}\n"


@pytest.mark.parametrize("language", PHRASES)
@pytest.mark.parametrize("ahead", [-17, -1, 0, 1, 5, None])
def test_every_day_and_every_number_of_invoices_can_be_said(
    language: str, ahead: int | None
) -> None:
    due = None if ahead is None else TODAY + timedelta(days=ahead)
    for facts in (ONE, MANY, replace(ONE, greeting=None)):
        rows = (row(due=due), *facts.rows[1:])
        rendered = render(letter(EVERYTHING), replace(facts, rows=rows, locale=language))
        assert not set("{}") & set(rendered.text)


@pytest.mark.parametrize("language", PHRASES)
def test_a_language_fills_in_what_english_fills_in(language: str) -> None:
    """No phrase leaves out its day, its count or its amount."""
    for name in Phrases.__slots__:
        ours, theirs = getattr(ENGLISH, name), getattr(PHRASES[language], name)
        if isinstance(ours, str) and theirs is not None and name not in ("day", "full_day"):
            assert ours.count("{") == theirs.count("{"), name
    assert date(2026, 11, 4) < TODAY


@pytest.mark.parametrize(
    ("locale", "one", "more"),
    [
        ("en", "1 day after the day of the invoice", "2 days after the day of the invoice"),
        ("de", "einen Tag nach dem Rechnungsdatum", "2 Tage nach dem Rechnungsdatum"),
        (
            "es",
            "al día siguiente de la fecha de la factura",
            "a los 2\u00a0días de la fecha de la factura",
        ),
        ("fr", "1\u00a0jour après la date de facture", "2\u00a0jours après la date de facture"),
    ],
)
def test_terms_of_one_day_are_said_in_the_singular(locale: str, one: str, more: str) -> None:
    said = [
        render(letter("{{ terms }}"), replace(ONE, locale=locale, terms_days=days)).text.strip()
        for days in (1, 2)
    ]
    assert said == [one, more]


FEE = "late_fee: {agreed: %s, text: As agreed we add 1% a month.}"
SAYS_FEE = "{{ invoices }}{% if late_fee %} {{ late_fee }}{% endif %}"


@pytest.mark.parametrize(("agreed", "said"), [("yes", True), ("no", False)])
def test_a_late_fee_is_read_with_whether_it_was_agreed(agreed: str, said: bool) -> None:
    fee = read(FEE.replace("%s", agreed)).late_fee
    assert fee is not None
    assert (fee.agreed, fee.text) == (said, {"": "As agreed we add 1% a month."})


def test_a_late_fee_and_a_title_are_read_by_language() -> None:
    book = read(
        "company:\n"
        "  from: Ana Reid <ana@maple.example>\n"
        "  titles: {Director: {de: Direktorin, fr: Directrice}}\n"
        "late_fee: {agreed: yes, text: {en: As agreed 1%., de: Wie vereinbart 1%.}}\n"
    )
    assert book.late_fee is not None
    texts = [said_in(book.late_fee.text, code, "en") for code in ("de", "en", "fr")]
    assert texts == ["Wie vereinbart 1%.", "As agreed 1%.", "As agreed 1%."]
    assert book.company.titles == {"Director": {"de": "Direktorin", "fr": "Directrice"}}


def test_without_an_agreement_no_letter_speaks_of_it() -> None:
    read_it, found = read_letter("x", f"Subject: x\n\n{SAYS_FEE}\n", "x.md")
    assert found == ()
    assert read_it is not None
    assert render(read_it, ONE).text == "invoice INV-0003\n"
    agreed = render(read_it, replace(ONE, late_fee="As agreed we add 1% a month."))
    assert agreed.text == "invoice INV-0003 As agreed we add 1% a month.\n"


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("{text: x}", 'The key "agreed" is missing in late_fee.'),
        ("{agreed: yes}", 'The key "text" is missing in late_fee.'),
        ("{agreed: perhaps, text: x}", '"perhaps" is not yes or no.'),
        ("{agreed: yes, text: {de: x}}", "The late fee has no text in the company's language"),
        ("{agreed: yes, text: {en: x, du: y}}", '"du" is not a key of a text by language.'),
        ("{agreed: yes, text: {}}", "No language is named here."),
    ],
)
def test_whether_a_late_fee_was_agreed_is_never_guessed(written: str, says: str) -> None:
    (found,) = problems(f"late_fee: {written}")
    assert says in found


def test_titles_are_a_mapping_of_titles_to_languages() -> None:
    company = "company: {from: Ana Reid <ana@maple.example>, titles: %s}"
    (found,) = problems(company % "[Direktorin]")
    assert "Titles are a mapping of each title to its translations." in found
    (found,) = problems(company % "{Director: {dee: Direktorin}}")
    assert '"dee" is not a key of a text by language. Did you mean "de"?' in found


def test_a_late_fee_can_be_switched_off() -> None:
    assert read("late_fee: none").late_fee is None
