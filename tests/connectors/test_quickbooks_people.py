"""Fields that a bookkeeper filled by hand -> people and numbers."""

import pytest

from connectors.quickbooks.company import country_code
from connectors.quickbooks.people import addressees, e164
from rules.facts import Person


@pytest.mark.parametrize(
    ("field", "people"),
    [
        (None, ()),
        ("  ", ()),
        ("ap@acme.example", (Person("ap@acme.example"),)),
        (
            "ap@acme.example, jo@acme.example",
            (Person("ap@acme.example"), Person("jo@acme.example")),
        ),
        (
            "ap@acme.example;jo@acme.example;",
            (Person("ap@acme.example"), Person("jo@acme.example")),
        ),
        ("ap@acme.example jo@acme.example", (Person("ap@acme.example"), Person("jo@acme.example"))),
        ("Jo Park <jo@acme.example>", (Person("jo@acme.example", "Jo Park"),)),
        ('"Park, Jo" <jo@acme.example>', (Person("jo@acme.example", "Park, Jo"),)),
        ("<jo@acme.example>", (Person("jo@acme.example"),)),
        # one person once, however it is written
        ("ap@acme.example, AP@Acme.example", (Person("ap@acme.example"),)),
    ],
)
def test_addresses_are_split_and_keep_their_names(
    field: str | None, people: tuple[Person, ...]
) -> None:
    assert addressees(field).people == people
    assert addressees(field).unusable == ()


@pytest.mark.parametrize(
    ("field", "unusable"),
    [
        ("by post", ("by post",)),
        ("ap@", ("ap@",)),
        ("ap@acme", ("ap@acme",)),
        ("n/a; -", ("n/a", "-")),
        ("ap@acme.example\nBcc: x@evil.example", ("Bcc:",)),
        ("Jo <jo@acme.example", ("Jo <jo@acme.example",)),
    ],
)
def test_what_is_no_address_is_set_aside_as_written(field: str, unusable: tuple[str, ...]) -> None:
    assert addressees(field).unusable == unusable


@pytest.mark.parametrize(
    ("number", "country", "rung"),
    [
        ("(650) 557-8463", "US", "+16505578463"),
        ("09 555 0134", "NZ", "+6495550134"),
        ("+44 20 7946 0958", "US", "+442079460958"),
        ("020 7946 0958 ext. 7", "GB", "+442079460958"),
        ("557-8463", "US", None),  # no area code: cannot be rung from elsewhere
        ("09 555 0134", None, None),  # no country to read it by
        ("ask Jo", "US", None),
        ("", "US", None),
    ],
)
def test_numbers_are_e164_where_they_parse(
    number: str, country: str | None, rung: str | None
) -> None:
    assert e164(number, country) == rung


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("US", "US"),
        ("us", "US"),
        ("USA", "US"),  # addresses carry three letters since October 2025
        ("GBR", "GB"),
        ("UK", "GB"),
        ("New Zealand", "NZ"),
        ("Middle-earth", None),
        ("ZZ", None),
        ("", None),
        (None, None),
    ],
)
def test_a_country_is_two_letters_however_it_is_written(
    written: str | None, code: str | None
) -> None:
    assert country_code(written) == code
