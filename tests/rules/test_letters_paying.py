"""How to pay: the account for the currency of the invoices, in the letter's own language."""

from dataclasses import replace

import pytest

from rules.letters.letter import LetterFacts, render
from rules.letters.ways import Way
from tests.rules.letter_samples import ONE, letter, row
from tests.rules.rulebooks import problems, read

NZ = Way("bank transfer", ("NZD",), "12-3456-7890123-00, reference {{ number }}")
EURO = Way("bank transfer", ("EUR",), "IBAN DE89 3704 0044 0532 0130 00, {{ customer }}")
PHONE = Way("card by phone", details="+64 9 555 0134")
PLAIN = (Way("online"), Way("bank transfer"), Way("cheque"), Way("PayPal"))


def said(*ways: Way, locale: str = "en_NZ", **more: object) -> str:
    facts = replace(ONE, pay_by=ways, locale=locale, **more)  # type: ignore[arg-type]
    return render(letter("{{ ways_to_pay }}"), facts).text


def test_ways_without_details_are_a_sentence() -> None:
    assert said(*PLAIN) == (
        "You can pay whichever way suits you best: online, bank transfer, cheque\nor PayPal.\n"
    )


def test_ways_with_details_are_a_list() -> None:
    assert said(NZ, PHONE, Way("direct debit")) == (
        "You can pay whichever way suits you best:\n"
        "- Bank transfer: 12-3456-7890123-00, reference INV-0003\n"
        "- Card by phone: +64 9 555 0134\n"
        "- Direct debit\n"
    )


def test_details_are_one_text_or_one_for_each_language() -> None:
    [way] = read(
        "company: {from: Ana <ana@x.example>, pay_by: "
        "[{way: card by phone, details: {en: 'ring  555', de: rufen Sie 555 an}}]}"
    ).company.pay_by
    assert way.told_in("de", "en") == replace(PHONE, details="rufen Sie 555 an")
    assert way.told_in("fr", "en") == replace(PHONE, details="ring 555")
    assert PHONE.told_in("fr", "en") == PHONE


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("{de: rufen Sie 555 an}", 'are not told in the company\'s language, "en".'),
        ("{en: 'ring {{ numbr }}'}", 'have no placeholder "numbr".'),
        ("{en: a, dee: b}", '"dee"'),
    ],
)
def test_details_by_language_that_cannot_be_right_are_mistakes(written: str, says: str) -> None:
    details = f"{{way: card by phone, details: {written}}}"
    found = problems(f"company: {{from: Ana <ana@x.example>, pay_by: [{details}]}}")
    assert [problem for problem in found if says in problem] != []


@pytest.mark.parametrize(
    ("currency", "account", "never"), [("NZD", "12-3456", "IBAN"), ("EUR", "IBAN", "12-3456")]
)
def test_the_account_is_the_one_for_the_currency_of_the_invoices(
    currency: str, account: str, never: str
) -> None:
    facts = replace(ONE, pay_by=(NZ, EURO), rows=(row(currency=currency),))
    rendered = render(letter("{{ table }}\n\n{{ ways_to_pay }}"), facts)
    for part in (rendered.text, rendered.html):
        assert account in part
        assert never not in part


def test_a_currency_without_an_account_shows_none() -> None:
    text = said(NZ, EURO, Way("card"), rows=(row(currency="USD"),))
    assert text == "You can pay whichever way suits you best: card.\n"


def test_two_currencies_have_a_list_each() -> None:
    both = (row(), row("E-1", currency="EUR"))
    assert said(NZ, EURO, PHONE, rows=both) == (
        "For the amount in NZD, you can pay whichever way suits you best:\n"
        "- Bank transfer: 12-3456-7890123-00, reference INV-0003\n"
        "- Card by phone: +64 9 555 0134\n"
        "\n"
        "For the amount in EUR, you can pay whichever way suits you best:\n"
        "- Bank transfer: IBAN DE89 3704 0044 0532 0130 00, Acme Holdings\n"
        "- Card by phone: +64 9 555 0134\n"
    )


def test_many_invoices_leave_the_reference_to_the_customer() -> None:
    rows = tuple(row(f"INV-{number}") for number in range(4))
    assert "reference the invoice numbers" in said(NZ, rows=rows)


def test_online_is_said_only_where_there_is_a_page_to_pay_on() -> None:
    assert "online" in said(*PLAIN)
    assert "online" not in said(*PLAIN, rows=(replace(row(), pay_link=None),))


@pytest.mark.parametrize(
    ("link", "words"),
    [(None, "You will find the ways to pay on the invoice.\n"), ("https://x.example/1", "\n")],
)
def test_without_any_way_the_invoice_tells_unless_the_link_does(
    link: str | None, words: str
) -> None:
    assert said(rows=(replace(row(), pay_link=link),)) == words


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en_US", "online, bank transfer, check or PayPal"),
        ("en_GB", "online, bank transfer, cheque or PayPal"),
        ("de", "online, per Überweisung, per Scheck oder PayPal"),
        ("fr", "en ligne, virement bancaire, chèque ou PayPal"),
        ("es", "en línea, transferencia bancaria, cheque o PayPal"),
    ],
)
@pytest.mark.parametrize("cheque", ["cheque", "check", "Scheck"])
def test_well_known_ways_are_said_in_the_letters_language(
    locale: str, words: str, cheque: str
) -> None:
    ways = (Way("online"), Way("Bank transfer"), Way(cheque), Way("PayPal"))
    assert words in said(*ways, locale=locale).replace("\n", " ")
    old = render(letter("{{ pay_by }}"), replace(ONE, pay_by=ways, locale=locale))
    assert old.text.replace("\n", " ").strip() == words


def test_a_copy_and_what_else_is_open_are_said_when_they_are_so() -> None:
    body = letter("{{ also_open }}\n\n{{ table }}\n\n{{ enclosed }}")
    more = replace(ONE, attached=True, rows=(row(), replace(row("INV-9"), listed_only=True)))
    text = render(body, more).text
    assert text.startswith("For completeness, the table also shows what else is open.\n\nInvoice")
    assert text.endswith("\n\nA copy of the invoice is attached.\n")
    assert render(body, ONE).text.startswith("Invoice")


PAY = """
  pay_by:
    - online
    - {way: bank transfer, for: NZD, details: "12-3456-7890123-00, reference {{ number }}"}
    - {way: bank transfer, for: [EUR, CHF], details: IBAN DE89}
"""


def company(lines: str) -> str:
    return f"\ncompany:\n  from: Ana Reid <accounts@maple.example>{lines}"


def test_a_rulebook_says_which_account_is_for_which_currency() -> None:
    assert read(company(PAY)).company.pay_by == (
        Way("online"),
        NZ,
        Way("bank transfer", ("EUR", "CHF"), "IBAN DE89"),
    )


@pytest.mark.parametrize(
    ("way", "says"),
    [
        ("{way: bank transfer, details: 12-34}", 'details of "bank transfer" do not say for'),
        ("{way: Wise, details: IBAN DE89}", 'details of "Wise" do not say for amounts in which'),
        ("{way: bank transfer, for: [XQQ]}", '"XQQ" is not a currency.'),
        ("{for: [NZD]}", 'The key "way" is missing in a way to pay.'),
        ("{way: card, detail: x}", '"detail" is not a key of a way to pay.'),
        ('{way: card, details: "{{ nunber }}"}', 'have no placeholder "nunber"'),
    ],
)
def test_what_is_wrong_with_a_way_to_pay_has_its_place(way: str, says: str) -> None:
    (found,) = problems(company(f"\n  pay_by: [{way}]"))
    assert says in found


def facts_with(*ways: Way) -> LetterFacts:
    return replace(ONE, pay_by=ways)


def test_data_in_the_details_stays_text() -> None:
    facts = replace(facts_with(replace(PHONE, details="{{ customer }}")), customer="<b>&")
    html = render(letter("{{ ways_to_pay }}"), facts).html
    assert "Card by phone: &lt;b&gt;&amp;</li>" in html
