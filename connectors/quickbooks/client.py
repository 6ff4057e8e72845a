"""python-quickbooks builds and addresses the calls; our wire carries them; bytes come back.

The SDK itself has no timeouts and no retries, and it would decode every answer a second time
(accounting-apis B16, B17), so its two lowest methods are replaced and nothing else.
"""

import json
from typing import Any
from urllib.parse import quote

import requests
from quickbooks.client import QuickBooks

MINOR_VERSION = 75  # the minimum and the default since August 2025 (B1)
_READS_BY_POST = ("/query", "/batch")  # the only batches sent from here hold queries


class Calls(QuickBooks):  # type: ignore[misc]   # the SDK has no types
    """The calls to one company. Each returns the answer's body, or raises a Trouble."""

    base: str

    @property
    def api_url(self) -> str:
        """Of this instance: the SDK's own addresses are attributes of its class, for all."""
        return self.base

    def make_request(
        self,
        request_type: str,
        url: str,
        request_body: Any = None,
        content_type: str = "application/json",
        **how: Any,
    ) -> bytes:
        """Send one request of the SDK's making and return the body as it came."""
        params = {**(how.get("params") or {}), "minorversion": self.minorversion}
        if how.get("request_id"):
            params["requestid"] = how["request_id"]
        headers = {"Accept": "application/json", "Content-Type": content_type}
        if url.endswith(_READS_BY_POST):
            headers["X-Goodterms-Safe"] = "1"
        body = request_body.encode() if isinstance(request_body, str) else None
        response = self.process_request(
            request_type, url, headers=headers, params=params, data=body
        )
        return response.content

    def process_request(
        self,
        request_type: str,
        url: str,
        *,
        headers: Any = None,
        params: Any = None,
        data: Any = None,
    ) -> requests.Response:
        """Hand the request to the wire, which adds the token and judges the answer."""
        response: requests.Response = self.session.request(
            request_type, url, headers=headers, params=params, data=data
        )
        return response

    def batch(self, queries: dict[str, str]) -> bytes:
        """Several queries in one request; each answer carries its query's key as `bId`."""
        items = [{"bId": key, "Query": query} for key, query in queries.items()]
        return bytes(self.batch_operation(json.dumps({"BatchItemRequest": items})))

    def preferences(self) -> bytes:
        """The company's settings, which stand once, without an id."""
        return bytes(self.get(f"{self.api_url}/company/{self.company_id}/preferences"))

    def send(self, entity: str, record: str, *, key: str) -> bytes:
        """Have QuickBooks e-mail a record; the SDK's own way takes no requestid (B7)."""
        url = f"{self.api_url}/company/{self.company_id}/{entity.lower()}/{in_path(record)}/send"
        return bytes(self.post(url, content_type="application/octet-stream", request_id=key))


def open_calls(wire: requests.Session, *, api_url: str, realm: str) -> Calls:
    """The calls to the company `realm`; `api_url` ends with the vendor's `/v3`."""
    calls = Calls(company_id=in_path(realm), minorversion=MINOR_VERSION)
    calls.session = wire
    calls.base = api_url
    return calls


def in_path(part: str) -> str:
    """An id as one segment of a path, whatever it holds."""
    return quote(part, safe="")


def literal(value: str) -> str:
    """A value for a query, quoted; backslash and apostrophe escaped (B3, trap 36)."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def select(entity: str, *, what: str = "*", where: str = "", page: str = "") -> str:
    """A query in QuickBooks' own language (B3); `page` orders by Id, so that pages do not overlap.

    Values in `where` come through `literal`.
    """
    parts = ["SELECT", what, "FROM", entity]
    parts += ["WHERE", where] if where else []
    parts += ["ORDERBY Id", page] if page else []
    return " ".join(parts)
