"""QuickBooks over HTTP: its limits, and what its answers mean for whoever runs Goodterms.

Limits: accounting-apis B12. Fault codes: B14.
"""

import re
from collections.abc import Callable, Sequence

import requests

from connectors.errors import Misuse, NeedsPerson, Refused
from connectors.quickbooks.faults import Fault, faults_of
from connectors.vendor import Expired, Retry, Vendor, Verdict

THROTTLED_WAIT = 60.0
"""Seconds to wait after a 429 that does not say (B12)."""

_EXPIRED = frozenset({"3200"})
_THROTTLED = frozenset({"3001"})
_BUSY = frozenset({"6002", "10000"})
_COMPANY = re.compile(r"/company/([^/?]+)")


def judge(response: requests.Response) -> Verdict:
    """What an answer means. A fault decides before the status does: a 200 may carry one (B14)."""
    faults = faults_of(response)
    codes = {fault.code for fault in faults}
    status = response.status_code
    if status == 429 or codes & _THROTTLED:
        return Retry(_retry_after(response) or THROTTLED_WAIT, "QuickBooks asks to slow down", True)
    for fault in faults:
        if needs_person := _NEEDS_PERSON.get(fault.code):
            return NeedsPerson(needs_person(_realm(response)))
    if status == 401 or codes & _EXPIRED:
        return Expired()
    if status == 403:
        return NeedsPerson(_not_authorised(_realm(response)))
    if codes & _BUSY or status >= 500 or status == 408:
        return Retry(_retry_after(response), f"QuickBooks is out of order or too busy ({status})")
    if faults:
        return refused(faults, status=status, reference=response.headers.get("intuit_tid"))
    return _without_fault(response)


def refused(faults: Sequence[Fault], *, status: int, reference: str | None = None) -> Refused:
    """The sentence for a request that QuickBooks would refuse again; all of its errors are told."""
    first = faults[0]
    told = '"; "'.join(fault.says for fault in faults)
    code = f" (error {first.code})" if first.code else ""
    support = f' Intuit support finds it by the reference "{reference}".' if reference else ""
    advice = _ADVICE.get(first.code, "Nothing was changed.")
    return Refused(
        f'QuickBooks refuses the request{code}: "{told}". {advice}{support}',
        status=status,
        code=first.code or None,
    )


def _without_fault(response: requests.Response) -> Verdict:
    status = response.status_code
    kind = response.headers.get("Content-Type", "").lower()
    page = "html" in kind or response.content[:64].lstrip()[:1] == b"<"
    if status < 300:
        return (
            Retry(None, "something answers with a web page in place of QuickBooks")
            if page
            else None
        )
    if status == 404:
        address = response.url.split("?")[0]
        return Misuse(f'There is no QuickBooks at "{address}": check api_url in the configuration.')
    return refused((Fault("", f"HTTP status {status}"),), status=status)


def _retry_after(response: requests.Response) -> float | None:
    """Seconds; QuickBooks seldom says (B12), and then in seconds."""
    given = response.headers.get("Retry-After", "")
    return float(given) if given.isdigit() else None


def _realm(response: requests.Response) -> str:
    match = _COMPANY.search(response.url)
    return match.group(1) if match else "?"


def _not_authorised(realm: str) -> str:
    return (
        f'QuickBooks does not let this app into the company "{realm}": check that `company` is the '
        "realm id of the company that gave its consent, and that the app's keys are for production "
        "(or for the sandbox, as the address is), then run `goodterms connect`."
    )


def _access_lost(realm: str) -> str:
    return (
        f'The user who connected Goodterms has lost access to the QuickBooks company "{realm}": '
        "have a user with access run `goodterms connect`."
    )


def _subscription_ended(realm: str) -> str:
    return (
        f'The QuickBooks subscription of the company "{realm}" has ended or has a billing problem: '
        "sign in to QuickBooks, put it right, and run Goodterms again."
    )


_NEEDS_PERSON: dict[str, Callable[[str], str]] = {
    "120": _access_lost,
    "3100": _not_authorised,
    "6190": _subscription_ended,
}

_ADVICE = {
    "610": "The record is not in QuickBooks any more, or was made inactive: look it up there.",
    "5010": "Somebody changed the record meanwhile: read it again before writing.",
}

QUICKBOOKS = Vendor(name="QuickBooks", per_minute=500, per_second=10, concurrent=8, judge=judge)
