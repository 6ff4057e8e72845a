"""How people are greeted, by the names that ledgers hold."""

import pytest

from rules.names import is_person, to_greet


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Jo Park", "Jo"),
        ("Jo", "Jo"),
        ("JO-ANNE PARK", "Jo-Anne"),
        ("SMITH, John", "John"),
        ("Smith, John Paul", "John"),
        ("Jean-Luc D'Arcy, Jr.", "Jean-Luc"),
        ("Jane Smith, Ph.D.", "Jane"),
        ("Dr. Smith", "Dr. Smith"),
        ("Dr. Jane Smith", "Dr. Smith"),
        ("Mr SMITH", "Mr Smith"),
        ("J. Park", "J. Park"),
        ("J", None),
        ("Dr.", None),
        ("Anaïs de Vries", "Anaïs"),
        ("Accounts Payable", None),
        ("ACCOUNTS", None),
        ("Acme Ltd", None),
        ("Billing Team / Acme", None),
        ("Buchhaltung", None),
        ("pay@acme.example", None),
        ("Till 2", None),
        ("  ", None),
        (None, None),
    ],
)
def test_a_person_is_greeted_as_they_would_be(name: str | None, greeted: str | None) -> None:
    assert to_greet(name) == greeted


def test_a_desk_is_no_person() -> None:
    desks = ("Accounts Payable", "The Director", "Credit Control", "Maple Pty", None)
    assert [is_person(name) for name in ("Kim Low", *desks)] == [True, *(False for _ in desks)]
