"""What Xero's answers mean, and its limits (accounting-apis A14, A16)."""

from urllib.parse import urlsplit

import msgspec
import requests

from connectors.answers import (
    away,
    day_spent,
    is_html,
    minute_spent,
    reference,
    retry_after,
    too_many_at_once,
)
from connectors.errors import NeedsPerson, Refused
from connectors.vendor import Expired, Retry, Vendor, Verdict

NAME = "Xero"
_LONGER_THAN_A_MINUTE = 120.0
"""Seconds of Retry-After that no minute's limit asks for."""


class _Validation(msgspec.Struct):
    Message: str | None = None


class _Element(msgspec.Struct):
    ValidationErrors: list[_Validation] | None = None


class _Complaint(msgspec.Struct):
    """The bodies of a 400, and of a 401 or 403, in one."""

    ErrorNumber: int | None = None
    Type: str | None = None
    Message: str | None = None
    Elements: list[_Element] | None = None
    Title: str | None = None
    Detail: str | None = None

    def says(self) -> str | None:
        """The first sentence that says something of its own."""
        for element in self.Elements or ():
            for error in element.ValidationErrors or ():
                if error.Message:
                    return error.Message
        return self.Detail or self.Message or self.Title


def judge(response: requests.Response) -> Verdict:
    """Say what an answer of Xero's means; None when it is fine."""
    status = response.status_code
    if status == 429 or (status == 503 and "X-Rate-Limit-Problem" in response.headers):
        return _limit(response)
    if status >= 500 and status != 501:
        return _away(response)
    if status == 401:
        return _unauthorised(response)
    if status == 403:
        return _forbidden(response)
    if status >= 400:
        return _refused(response)
    if is_html(response):
        return away(NAME, response)
    return None


def _complaint(response: requests.Response) -> _Complaint:
    try:
        return msgspec.json.decode(response.content, type=_Complaint, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _Complaint()


def _limit(response: requests.Response) -> Verdict:
    problem = response.headers.get("X-Rate-Limit-Problem", "").strip().lower()
    wait = retry_after(response)
    if problem == "day" or (not problem and wait is not None and wait > _LONGER_THAN_A_MINUTE):
        return day_spent(NAME, response)
    if problem == "concurrent" or (not problem and wait is None):
        return too_many_at_once(NAME, response)
    return minute_spent(NAME, response)


def _away(response: requests.Response) -> Retry:
    if "organisation is offline" in response.text[:2000].lower():
        return Retry(
            retry_after(response),
            f"Xero says that the organisation is offline{reference(response)}",
        )
    return away(NAME, response)


def _unauthorised(response: requests.Response) -> Verdict:
    """A token that is dead can be renewed; a scope that was never granted cannot."""
    return _not_granted(response) or Expired()


def _not_granted(response: requests.Response) -> NeedsPerson | None:
    """The trouble, when the answer speaks of a scope that is missing (A3: 401 or 403)."""
    detail = (_complaint(response).Detail or "").lower()
    asked = response.headers.get("WWW-Authenticate", "").lower()
    if "insufficient_scope" not in asked and not detail.startswith("authorizationunsuccessful"):
        return None
    return NeedsPerson(
        "Xero did not grant Goodterms what it needs here"
        f'{reference(response)}: run "goodterms connect" and agree to all that it asks for.'
    )


def _forbidden(response: requests.Response) -> NeedsPerson:
    if (ungranted := _not_granted(response)) is not None:
        return ungranted
    company = response.request.headers.get("xero-tenant-id", "") if response.request else ""
    return NeedsPerson(
        f'Xero does not open the company "{company}" to this connection'
        f"{reference(response)}: check ledger.company in goodterms.toml, "
        'or run "goodterms connect" and choose that company.'
    )


def _refused(response: requests.Response) -> Refused:
    status, complaint = response.status_code, _complaint(response)
    path = urlsplit(response.url or "").path
    code = complaint.Type or (str(complaint.ErrorNumber) if complaint.ErrorNumber else None)
    if status == 404:
        sentence = f'Xero has no "{path}"{reference(response)}: was it deleted, or is the id wrong?'
    else:
        says = complaint.says() or f"status {status}"
        sentence = (
            f'Xero refuses "{path}": "{says[:300]}"{reference(response)}. '
            "Put it right in Xero, then run it again."
        )
    return Refused(sentence, status=status, code=code)


XERO = Vendor(
    name=NAME,
    per_minute=60,
    per_second=None,
    concurrent=5,
    judge=judge,
    look_first=("/History", "/Email"),
)
