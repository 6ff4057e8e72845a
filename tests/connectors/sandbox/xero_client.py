"""A client of the Xero sandbox as small as can be: requests, a token and a tenant."""

from dataclasses import dataclass, field
from typing import Any

import requests

from connectors.sandbox.server import Sandbox

CLIENT = ("client", "secret")


@dataclass
class XeroClient:
    sandbox: Sandbox
    tenant: str = "70784a63-d24b-46a9-a4db-0e70a274b056"
    access: str = field(default="", repr=False)
    refresh: str = field(default="sandbox-refresh-token", repr=False)

    def token(self, **form: str) -> requests.Response:
        return requests.post(
            f"{self.sandbox.url}/connect/token", data=form, auth=CLIENT, timeout=10
        )

    def renew(self) -> None:
        reply = self.token(grant_type="refresh_token", refresh_token=self.refresh).json()
        self.access, self.refresh = reply["access_token"], reply["refresh_token"]

    def call(
        self,
        method: str,
        path: str,
        params: dict[str, Any] | None = None,
        body: Any = None,
        **headers: str,
    ) -> requests.Response:
        """Call an address below /api.xro/2.0/; header names with `_` for `-`."""
        if not self.access:
            self.renew()
        sent = {
            "Authorization": f"Bearer {self.access}",
            "xero-tenant-id": self.tenant,
            "Accept": "application/json",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.request(
            method,
            f"{self.sandbox.url}/api.xro/2.0/{path}",
            params=params,
            json=body,
            headers=sent,
            timeout=10,
        )

    def get(self, path: str, **params: Any) -> Any:
        return self.call("GET", path, params).json()

    def numbers(self, **params: Any) -> list[str]:
        return [each["InvoiceNumber"] for each in self.get("Invoices", **params)["Invoices"]]
