"""Which organisations a Xero token opens (accounting-apis A2: `GET /connections`)."""

import msgspec

from connectors.errors import NeedsPerson, Unavailable
from connectors.http import Wire
from connectors.vendor import Bearer
from connectors.xero.wire import XERO


class _Connection(msgspec.Struct, rename="camel"):
    tenant_id: str | None = None
    tenant_name: str | None = None
    tenant_type: str | None = None


def xero_companies(url: str, bearer: Bearer) -> tuple[tuple[str, str], ...]:
    """Tenant id and name of every organisation that the token opens; a practice is none."""
    with Wire(XERO, bearer) as wire:
        answer = wire.get(url, headers={"Accept": "application/json"})
    try:
        found = msgspec.json.decode(answer.content, type=list[_Connection])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unavailable(
            "Xero's list of organisations cannot be read; check `api_url`, or try again later."
        ) from error
    companies = tuple(
        (each.tenant_id, each.tenant_name or each.tenant_id)
        for each in found
        if each.tenant_id and each.tenant_type in (None, "ORGANISATION")
    )
    if not companies:
        raise NeedsPerson("This token opens no organisation in Xero; run `goodterms connect`.")
    return companies
