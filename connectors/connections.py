"""Which organisations a Xero token opens (accounting-apis A2: `GET /connections`)."""

import msgspec
import requests

from connectors.answers import away, is_html, minute_spent, reference
from connectors.errors import NeedsPerson, Refused, Unavailable
from connectors.http import Wire
from connectors.vendor import Bearer, Expired, Vendor, Verdict


class _Connection(msgspec.Struct, rename="camel"):
    tenant_id: str | None = None
    tenant_name: str | None = None
    tenant_type: str | None = None


def _judge(answer: requests.Response) -> Verdict:
    status = answer.status_code
    if status == 401:
        return Expired()
    if status == 429:
        return minute_spent("Xero", answer)
    if status >= 500 or is_html(answer):
        return away("Xero", answer)
    if status >= 400:
        return Refused(
            f"Xero does not list the organisations of this token (status {status})"
            f"{reference(answer)}; check `api_url`.",
            status=status,
        )
    return None


XERO_IDENTITY = Vendor(name="Xero", per_minute=60, per_second=None, concurrent=5, judge=_judge)


def xero_companies(url: str, bearer: Bearer) -> tuple[tuple[str, str], ...]:
    """Tenant id and name of every organisation that the token opens."""
    with Wire(XERO_IDENTITY, bearer) as wire:
        answer = wire.get(url, headers={"Accept": "application/json"})
    try:
        found = msgspec.json.decode(answer.content, type=list[_Connection])
    except msgspec.DecodeError as error:
        raise Unavailable(
            "Xero's list of organisations cannot be read. Try again later."
        ) from error
    companies = tuple(
        (each.tenant_id, each.tenant_name or each.tenant_id)
        for each in found
        if each.tenant_id and each.tenant_type in (None, "ORGANISATION")
    )
    if not companies:
        raise NeedsPerson("This token opens no organisation in Xero; run `goodterms connect`.")
    return companies
