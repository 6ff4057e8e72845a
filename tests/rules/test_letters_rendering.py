"""A letter as the customer reads it: days, amounts, tables; and nothing of theirs takes effect."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.facts import Money
from rules.letters.letter import LetterFacts, instalment_offers, render
from tests.rules.letter_samples import MANY, ONE, TODAY, letter, row


def text(body: str, facts: LetterFacts = ONE) -> str:
    return render(letter(body), facts).text.strip()


def test_a_line_that_ends_with_a_tag_ends_all_the_same() -> None:
    """Only a line of tags alone leaves nothing behind."""
    said = "{% if count %}One.{% endif %}\nTwo.\n\n{% if count %}\nThree.{% endif %}\n\nFour.\n"
    assert render(letter(said), ONE).text == "One. Two.\n\nThree.\n\nFour.\n"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-17, "17 days overdue (it was due on Wednesday 4 November 2026)"),
        (-1, "1 day overdue (it was due on Friday 20 November 2026)"),
        (0, "due today, Saturday 21 November 2026"),
        (1, "due tomorrow, on Sunday 22 November 2026"),
        (13, "due in 13 days, on Friday 4 December 2026"),
    ],
)
def test_days_are_counted_and_dated(days: int, words: str) -> None:
    facts = replace(ONE, rows=(row(due=TODAY + timedelta(days=days)),))
    assert text("It is {{ when }}.", facts).replace("\n", " ") == f"It is {words}."


@pytest.mark.parametrize(
    ("locale", "words", "lang"),
    [
        ("en_NZ", "Saturday 21 November 2026, NZD 1,150.50", "en-NZ"),
        ("en-GB", "Saturday 21 November 2026, NZD 1,150.50", "en-GB"),
        ("en_US", "Saturday, November 21, 2026, NZD 1,150.50", "en-US"),
        ("mi_NZ", "Saturday 21 November 2026, NZD 1,150.50", "en-GB"),
        ("nonsense", "Saturday 21 November 2026, NZD 1,150.50", "en-GB"),
    ],
)
def test_days_and_amounts_look_as_in_the_customers_country(
    locale: str, words: str, lang: str
) -> None:
    facts = replace(ONE, locale=locale, rows=(row(balance="1150.5"),))
    rendered = render(letter("{{ today }}, {{ total }}"), facts)
    assert rendered.text.strip() == words
    assert f'<html lang="{lang}"' in rendered.html


@pytest.mark.parametrize(
    ("name", "greeting"), [("Jo", "Hello Jo,"), (None, "Hello,"), (" ", "Hello,")]
)
def test_nobody_is_greeted_by_a_name_that_is_not_known(name: str | None, greeting: str) -> None:
    assert text("{{ greeting }}", replace(ONE, greeting=name)) == greeting


def test_one_and_many() -> None:
    body = '{{ invoices }} {{ plural("is", "are") }} {% if count > 1 %}many{% else %}one{% endif %}'
    assert text(body) == "invoice INV-0003 is one"
    assert text(body, MANY) == "invoices INV-0003, INV-0011 and US-1 are many"
    five = replace(ONE, rows=tuple(row(str(number)) for number in range(5)))
    assert text(body, five) == "5 invoices are many"


def test_the_table_has_a_total_per_currency_and_the_oldest_first() -> None:
    assert (
        text("{{ table }}", MANY)
        == """\
Invoice   Due                                     To pay
--------  --------------------------------  ------------
INV-0003  4 November 2026, 17 days overdue    NZD 100.00
  (what is left of NZD 115.00)
  Pay online: https://in.xero.com/4fjPkTzC
INV-0011  20 November 2026, 1 day overdue   NZD 2,350.50
  Pay online: https://in.xero.com/4fjPkTzC
--------  --------------------------------  ------------
          Total                             NZD 2,450.50

Invoice  Due                             To pay
-------  ---------------------------  ---------
US-1     23 November 2026, in 2 days  USD 80.00
  Pay online: https://in.xero.com/4fjPkTzC"""
    )


def test_the_html_table_has_the_same_rows_and_a_button_for_each() -> None:
    html = render(letter("{{ table }}"), MANY).html
    assert re.findall(r"<strong>([^<]+)</strong>", html) == [
        "INV-0003", "NZD 100.00", "INV-0011", "NZD 2,350.50", "US-1", "USD 80.00",
    ]  # fmt: skip
    assert html.count('href="https://in.xero.com/4fjPkTzC"') == 3
    assert "NZD 2,450.50" in html


def test_rows_can_be_told_one_by_one() -> None:
    body = "{% for row in rows %}\n- {{ row.number }}: {{ row.balance }}\n{% endfor %}"
    assert text(body, MANY) == "- INV-0003: NZD 100.00\n- INV-0011: NZD 2,350.50\n- US-1: USD 80.00"


def test_the_text_part_has_no_markdown_left_and_wraps() -> None:
    body = (
        "**Please** see [our page](https://maple.example/pay) or <https://maple.example>.\n\n"
        "1. first\n2. second\n   - inner\n\n---\n\n" + "word " * 40
    )
    lines = text(body).split("\n")
    assert lines[:6] == [
        "Please see our page (https://maple.example/pay) or",
        "https://maple.example.",
        "",
        "1. first",
        "2. second",
        "   - inner",
    ]
    assert max(len(line) for line in lines) <= 72


EVIL = [
    "**Acme**",
    "[win](https://evil.example)",
    "<script>alert(1)</script>",
    "<https://evil.example>",
    "&lt;b&gt;",
    "1. Acme",
    "- Acme",
    "# Acme",
    "---",
    "{{ sender_email }}",
    "{% raw %}",
    "![x](https://evil.example/x.png)",
    "a\\*b\\",
    "`Acme`",
    "Acme\n\n# Two",
]


@pytest.mark.parametrize("evil", EVIL)
def test_a_customers_name_is_shown_as_it_is_and_does_nothing(evil: str) -> None:
    facts = replace(ONE, customer=evil, greeting=evil, rows=(row(evil),), company=evil)
    body = "{{ customer }}\n\n- {{ customer }}\n\n{{ greeting }} {{ invoices }}\n\n{{ table }}"
    rendered = render(letter(body, subject="For {{ customer }}"), facts)
    shown = " ".join(evil.split())
    escaped = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert rendered.subject == f"For {shown}"
    assert rendered.text.startswith(f"{shown}\n\n- {shown}\n\n")
    assert f">{escaped}</p>" in rendered.html
    assert f'line-height:1.4;text-align:left;color:#1d2a36;">{escaped}</div>' in rendered.html
    assert set(re.findall(r'(?:href|src)="([^"]*)"', rendered.html)) == {
        "https://in.xero.com/4fjPkTzC"
    }
    tags = set(re.findall(r"<([a-z]+)", rendered.html.partition("<body")[2]))
    assert tags == {
        "table",
        "tr",
        "td",
        "th",
        "p",
        "ul",
        "li",
        "strong",
        "span",
        "br",
        "a",
        "div",
        "tbody",
    }


@given(st.text(max_size=60))
def test_any_value_stays_text(value: str) -> None:
    facts = replace(ONE, customer=f"A{value}Z")
    rendered = render(letter("{{ customer }}", subject="{{ customer }}"), facts)
    (shown,) = re.findall(r"<p [^>]*>(A.*Z)</p>", rendered.html)
    assert "<" not in shown
    assert "\n" not in rendered.subject
    assert rendered.text.replace("\n", " ").strip() == rendered.subject


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://pay.example@evil.example/x",
        'https://x.example/"onclick=',
        "https://x.example/a b",
        "//x.example",
        "https://",
        "",
    ],
)
def test_a_pay_link_that_is_not_a_plain_web_address_is_left_out_or_harmless(link: str) -> None:
    facts = replace(ONE, rows=(replace(row(), pay_link=link),))
    rendered = render(letter("{{ table }}{% if pay_online %}online{% endif %}"), facts)
    hrefs = re.findall(r'href="([^"]*)"', rendered.html)
    assert hrefs in ([], ["https://x.example/&quot;onclick="])


def test_a_link_of_the_letters_own_goes_to_the_web_or_to_a_mailbox_only() -> None:
    body = "[a](javascript:x) [b](https://maple.example) [c](mailto:a@maple.example) [d](file:///e)"
    html = render(letter(body), ONE).html
    assert re.findall(r'href="([^"]*)"', html) == [
        "https://maple.example",
        "mailto:a@maple.example",
    ]


def test_instalments_add_up_and_fall_a_month_apart() -> None:
    two, three = instalment_offers([Money(Decimal("100.00"), "NZD")], first=date(2027, 1, 31))
    assert [part.on for part in three.parts] == [
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
    ]
    assert [part.amounts[0].amount for part in two.parts] == [Decimal("50.00"), Decimal("50.00")]
    assert [part.amounts[0].amount for part in three.parts] == [
        Decimal("33.34"),
        Decimal("33.33"),
        Decimal("33.33"),
    ]


@given(st.decimals("0.01", "99999", places=2), st.sampled_from(["NZD", "JPY", "KWD"]))
def test_no_cent_is_lost_between_instalments(amount: Decimal, currency: str) -> None:
    for offer in instalment_offers([Money(amount, currency)], first=TODAY):
        assert sum(part.amounts[0].amount for part in offer.parts) == amount


def test_payments_are_added_up_per_currency_and_the_language_is_told() -> None:
    paid = tuple(Money(Decimal(10), currency) for currency in ("NZD", "USD", "NZD"))
    rendered = render(letter("{{ received }}"), replace(ONE, received=paid))
    assert rendered.text == "NZD 20.00 and USD 10.00\n"
    assert rendered.language == "en-NZ"


def test_what_remains_is_said_of_the_invoices_the_letter_is_about() -> None:
    rows = (row("INV-0003", balance="100.00"), replace(row("INV-0011"), listed_only=True))
    text = render(letter("{{ remaining }} of {{ invoices }}"), replace(ONE, rows=rows)).text
    assert text.strip() == "NZD 100.00 of invoice INV-0003"
