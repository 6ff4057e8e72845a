"""The page around a letter: a company's colour and logo, and that everybody can read it."""

import re
from dataclasses import replace

import pytest

from rules.letters.letter import render
from rules.letters.look import NIGHT, READABLE, WHITE, Look, contrast, darkened
from tests.rules.letter_samples import MANY, ONE, letter, row
from tests.rules.rulebooks import problems, read

GREEN = "#1f7a4d"
LETTER = letter("{{ greeting }}\n\n{{ table }}\n\n[us](https://maple.example)")


def html(look: Look = Look(GREEN), **more: object) -> str:  # noqa: B008 - it is frozen
    return render(LETTER, replace(ONE, look=look, **more)).html  # type: ignore[arg-type]


def company(look: str) -> str:
    return f"company: {{from: Ana Reid <accounts@maple.example>, look: {look}}}"


def test_the_ratios_are_those_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


def test_a_rulebook_says_the_colour_and_the_logo() -> None:
    told = company("{colour: '#1F7A4D', logo: https://maple.example/l.png, logo_alt: Maple}")
    assert read(told).company.look == Look(GREEN, "https://maple.example/l.png", "Maple")


@pytest.mark.parametrize(
    ("look", "says"),
    [
        ("{colour: '#ffe066'}", '"#ffe066" is too pale to be read: its contrast with white is 1.3'),
        ("{colour: green}", '"green" is not a colour.'),
        ("{logo: http://maple.example/l.png}", "is not the address of a picture on the web."),
        ("{logo: l.png}", "is not the address of a picture on the web."),
        ("{color: '#000000'}", '"color" is not a key of look.'),
    ],
)
def test_what_cannot_be_read_is_a_mistake_of_the_rulebook(look: str, says: str) -> None:
    (found,) = problems(company(look))
    assert says in found


@pytest.mark.parametrize("colour", ["#ffe066", "#ff0000", "#8fbc8f", "#ffffff", "#00ffff"])
def test_the_advice_is_a_colour_that_can_be_read(colour: str) -> None:
    assert contrast(darkened(colour), WHITE) >= READABLE


@pytest.mark.parametrize("colour", ["#000000", GREEN, "#1c5d99", "#8b0000"])
def test_links_can_be_read_in_the_dark_too(colour: str) -> None:
    night = Look(colour).colour_at_night
    assert contrast(night, NIGHT) >= READABLE
    assert night in html(Look(colour))


def test_the_colour_is_that_of_buttons_and_links() -> None:
    page = html()
    assert f'bgcolor="{GREEN}"' in page
    assert f'<a href="https://maple.example" style="color:{GREEN}">us</a>' in page


def test_one_invoice_has_a_button_with_its_amount_and_several_have_one_each() -> None:
    assert re.findall(r'class="button".*?>([^<]+)</a>', html()) == ["Pay NZD 115.00 online"]
    many = html(rows=MANY.rows)
    assert re.findall(r'class="button".*?>([^<]+)</a>', many) == ["Pay online"] * 3
    assert "Pay invoice INV-0011 online" in many


def test_without_a_link_there_is_no_button() -> None:
    assert 'class="button"' not in html(rows=(replace(row(), pay_link=None),))


def test_a_logo_is_never_needed() -> None:
    page = html(Look(GREEN, "https://maple.example/l.png"))
    (picture,) = re.findall(r"<img [^>]*>", page)
    assert 'src="https://maple.example/l.png"' in picture
    assert 'alt="Maple &amp; Sons Ltd"' in picture
    assert ">Maple &amp; Sons Ltd</div>" in page
    assert "<img" not in html()


def test_a_mail_says_its_subject_to_who_hears_it_read() -> None:
    facts = replace(ONE, rows=(row('"4" @@body@@'),))
    page = render(LETTER, facts).html
    said = "About invoice &quot;4&quot; @@body@@"
    assert f"<title>{said}</title>" in page
    assert f'aria-label="{said}"' in page


def test_a_mail_fetches_nothing_and_is_small() -> None:
    page = html(rows=tuple(row(f"INV-{number}") for number in range(60)))
    assert set(re.findall(r"https?://[^/\"<> ]+", page)) <= {
        "https://in.xero.com", "https://maple.example", "http://www.w3.org",
    }  # fmt: skip
    assert "@import" not in page
    assert len(page.encode()) < 102_000
