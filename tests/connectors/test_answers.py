"""What a vendor's headers mean, answer by answer."""

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from connectors.answers import (
    away,
    day_spent,
    in_words,
    minute_spent,
    retry_after,
    too_many_at_once,
)


def answer(status: int = 429, /, **headers: str) -> requests.Response:
    made = requests.Response()
    made.status_code = status
    made.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return made


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry_After": "37"}, 37.0),
        ({"Retry_After": " 0.5 "}, 0.5),
        ({"Retry_After": "-1"}, None),
        ({"Retry_After": "inf"}, None),
        ({"Retry_After": "nan"}, None),
        ({"Retry_After": "soon"}, None),
        # a date counts from the vendor's own clock; without that it says nothing
        (
            {
                "Date": "Sat, 21 Nov 2026 08:00:00 GMT",
                "Retry_After": "Sat, 21 Nov 2026 08:02:00 GMT",
            },
            120.0,
        ),
        (
            {
                "Date": "Sat, 21 Nov 2026 08:00:00 GMT",
                "Retry_After": "Sat, 21 Nov 2026 07:00:00 GMT",
            },
            0.0,
        ),
        ({"Retry_After": "Sat, 21 Nov 2026 08:02:00 GMT"}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(answer(**headers)) == seconds


@given(st.text(), st.text())
def test_no_text_in_a_header_is_too_odd(text: str, date: str) -> None:
    seconds = retry_after(answer(Retry_After=text, Date=date))
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (40, "40 seconds"),
        (89.2, "90 seconds"),
        (91, "2 minutes"),
        (12000, "3 h 20 min"),
        (86400, "24 h 0 min"),
    ],
)
def test_a_wait_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


def test_a_minute_is_a_minute_when_the_vendor_does_not_say() -> None:
    assert minute_spent("Xero", answer()).after == 60.0
    assert minute_spent("Xero", answer(Retry_After="0")).after == 1.0


def test_limits_leave_a_write_untouched_and_an_outage_does_not() -> None:
    assert minute_spent("Xero", answer()).untouched
    assert too_many_at_once("Xero", answer()).untouched
    assert not away("Xero", answer(503)).untouched


def test_an_outage_names_status_page_and_reference() -> None:
    page = answer(503, Content_Type="text/html", Xero_Correlation_Id="c0ffee")
    expected = "Xero is not available (status 503, a web page instead of data) (reference c0ffee)"
    assert away("Xero", page).says == expected


def test_a_spent_day_says_when_to_come_back() -> None:
    assert str(day_spent("Xero", answer(Retry_After="3700"))) == (
        "Xero takes no more calls from this company today; run it again in 62 minutes."
    )
    assert "run it again tomorrow" in str(day_spent("Xero", answer()))
