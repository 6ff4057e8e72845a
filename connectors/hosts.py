"""The vendors' hosts, and the addresses of calls when a setting names another host.

Accounting-apis A1 (Xero) and B1 (QuickBooks): the host is the setting's, the path the vendor's.
"""

from connectors.addresses import Address
from connectors.settings import LedgerSettings

XERO_API = Address("api_url", "https://api.xero.com", ("/api.xro/2.0", "/api.xro", "/connections"))
XERO_AUTH = Address("auth_url", "https://identity.xero.com", ("/connect/token",))
QUICKBOOKS_API = Address("api_url", "https://quickbooks.api.intuit.com", ("/v3/company", "/v3"))
QUICKBOOKS_AUTH = Address(
    "auth_url", "https://oauth.platform.intuit.com", ("/oauth2/v1/tokens/bearer",)
)


def xero_api_url(settings: LedgerSettings) -> str:
    """The base of the accounting calls, without a slash at the end."""
    return XERO_API.base(settings.api_url) + "/api.xro/2.0"


def xero_connections_url(settings: LedgerSettings) -> str:
    """Where the token tells which organisations it opens."""
    return XERO_API.base(settings.api_url) + "/connections"


def quickbooks_api_url(settings: LedgerSettings) -> str:
    """The base of the accounting calls, up to and with `/v3`."""
    return QUICKBOOKS_API.base(settings.api_url) + "/v3"
