"""What both vendors' judges need to say about an answer (accounting-apis A14-A16, B12-B14)."""

import math
from email.utils import parsedate_to_datetime

import requests

from connectors.errors import AllowanceSpent
from connectors.vendor import Retry

REFERENCE_HEADERS = ("Xero-Correlation-Id", "intuit_tid")
"""What a vendor's support asks for; on answers to requests that failed it goes into the sentence."""


def retry_after(response: requests.Response) -> float | None:
    """The seconds of `Retry-After`, given as a number or as a date; None when there is none."""
    text = response.headers.get("Retry-After", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        return _seconds_until(text, response.headers.get("Date", ""))
    return seconds if 0 <= seconds < math.inf else None


def _seconds_until(then: str, now: str) -> float | None:
    """Both by the vendor's clock, so that ours may be wrong."""
    try:
        seconds = (parsedate_to_datetime(then) - parsedate_to_datetime(now)).total_seconds()
    except (ValueError, TypeError):
        return None
    return max(0.0, seconds)


def is_html(response: requests.Response) -> bool:
    """Whether a gateway answered with a page for people, whatever its status."""
    return "html" in response.headers.get("Content-Type", "").lower()


def reference(response: requests.Response) -> str:
    """ " (reference abc)" where the vendor numbers its answers, else nothing."""
    for name in REFERENCE_HEADERS:
        value = response.headers.get(name, "")
        if value:
            return f" (reference {value[:80]})"
    return ""


def in_words(seconds: float) -> str:
    """A wait as a person says it: "40 seconds", "12 minutes", "3 h 20 min"."""
    if seconds < 90:
        whole = max(1, math.ceil(seconds))
        return f"{whole} second{'s' if whole != 1 else ''}"
    minutes = math.ceil(seconds / 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} h {minutes % 60} min"


def minute_spent(name: str, response: requests.Response, *, default: float = 60.0) -> Retry:
    """The calls of this minute are used up: wait as long as the vendor says, and go on."""
    seconds = retry_after(response)
    wait = default if seconds is None else max(1.0, seconds)
    return Retry(wait, f"{name} takes no more calls this minute{reference(response)}", True)


def too_many_at_once(name: str, response: requests.Response) -> Retry:
    """Too many calls are in flight: the wire waits 1-5 seconds (accounting-apis C25)."""
    return Retry(
        retry_after(response), f"{name} has too many calls in hand{reference(response)}", True
    )


def day_spent(name: str, response: requests.Response) -> AllowanceSpent:
    """The day's calls are used up: nobody waits for that inside a run."""
    seconds = retry_after(response)
    when = "tomorrow" if seconds is None else f"in {in_words(seconds)}"
    return AllowanceSpent(
        f"{name} takes no more calls from this company today; "
        f"run it again {when}{reference(response)}."
    )


def away(name: str, response: requests.Response) -> Retry:
    """The vendor or its gateway is down, in maintenance or lost (5xx, or a page of HTML)."""
    page = ", a web page instead of data" if is_html(response) else ""
    return Retry(
        retry_after(response),
        f"{name} is not available (status {response.status_code}{page}){reference(response)}",
    )
