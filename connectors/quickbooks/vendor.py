"""QuickBooks over HTTP: its limits, and what its answers mean for whoever runs Goodterms.

Limits: accounting-apis B12. Fault codes: B14.
"""

import re
from collections.abc import Callable, Sequence

import requests

from connectors.answers import away, is_html, minute_spent, reference
from connectors.errors import AllowanceSpent, Misuse, NeedsPerson, Refused
from connectors.quickbooks.faults import Fault, faults_of
from connectors.vendor import Expired, Vendor, Verdict

_EXPIRED = "3200"
_THROTTLED = "3001"  # with 429, and once with 403
_BUSY = frozenset({"6002", "10000"})
_MONTHLY = re.compile(r"\bmonth|\bquota|\bCorePlus", re.IGNORECASE)
_COMPANY = re.compile(r"/company/([^/?]+)")


def judge(response: requests.Response) -> Verdict:
    """What an answer means. A fault decides before the status does: a 200 may carry one (B14)."""
    faults = faults_of(response)
    codes = {fault.code for fault in faults}
    status = response.status_code
    if status == 429 or _THROTTLED in codes:
        return _throttled(faults, response)
    for fault in faults:
        if needs_person := _NEEDS_PERSON.get(fault.code):
            return NeedsPerson(needs_person(_realm(response)))
    if status == 401 or _EXPIRED in codes:
        return Expired()
    if status == 403:
        return NeedsPerson(_not_authorised(_realm(response)))
    if codes & _BUSY or status >= 500 or status == 408:
        return away("QuickBooks", response)
    if faults:
        return refused(faults, status=status, tail=reference(response))
    return _without_fault(response)


def refused(faults: Sequence[Fault], *, status: int, tail: str = "") -> Refused:
    """The sentence for a request that QuickBooks would refuse again; all of its errors are told."""
    first = faults[0]
    told = '"; "'.join(fault.says for fault in faults)
    code = f" (error {first.code})" if first.code else ""
    advice = _ADVICE.get(first.code, "look the record up in QuickBooks")
    return Refused(
        f'QuickBooks refuses the request{code}: "{told}"; {advice}{tail}.',
        status=status,
        code=first.code or None,
    )


def _throttled(faults: Sequence[Fault], response: requests.Response) -> Verdict:
    """A busy minute, or an app that has used up its month (B13), which only the words tell."""
    if not any(_MONTHLY.search(fault.says) for fault in faults):
        return minute_spent("QuickBooks", response)
    return AllowanceSpent(
        "QuickBooks takes no more calls from this app this month: the allowance of its Intuit "
        f"developer plan is used up; raise the plan, or wait for next month{reference(response)}."
    )


def _without_fault(response: requests.Response) -> Verdict:
    status = response.status_code
    if status < 300:
        # XML without a fault is as little use as a page of HTML: JSON was asked for
        markup = is_html(response) or response.content[:64].lstrip()[:1] == b"<"
        return away("QuickBooks", response) if markup else None
    if status == 404:
        address = response.url.split("?")[0]
        return Misuse(f'There is no QuickBooks at "{address}": check `api_url`.')
    return refused((Fault("", f"status {status}"),), status=status, tail=reference(response))


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
    "610": "the record was deleted or made inactive there, so leave it out",
    "5010": "somebody changed the record meanwhile, so read it again",
}

QUICKBOOKS = Vendor(
    name="QuickBooks",
    per_minute=500,
    per_second=10,
    concurrent=8,
    judge=judge,
    look_first=("/attachable", "/send"),
)
