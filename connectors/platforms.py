"""The platforms: one literal table, each vendor's addresses, scopes and ledger.

Addresses and scopes: accounting-apis A1-A3 (Xero) and B1-B2 (QuickBooks). An address of the
configuration replaces the host; the path stays the vendor's.
"""

from collections.abc import Callable
from dataclasses import dataclass

from connectors.addresses import Address, is_loopback
from connectors.connections import xero_companies
from connectors.hosts import (
    QUICKBOOKS_API,
    QUICKBOOKS_AUTH,
    XERO_API,
    XERO_AUTH,
    xero_connections_url,
)
from connectors.ledger import Ledger
from connectors.oauth import OAuthApp
from connectors.settings import LedgerSettings
from connectors.vendor import Bearer

# A1
XERO_LOGIN = "https://login.xero.com"
# A3, the granular scopes; they cannot be widened without a new consent. A custom connection
# asks for none: it has those that it was created with.
XERO_SCOPES = (
    "offline_access",
    "openid",
    "profile",
    "email",
    "accounting.invoices",
    "accounting.payments.read",
    "accounting.contacts.read",
    "accounting.settings.read",
    "accounting.reports.aged.read",
)

# B1
QUICKBOOKS_LOGIN = "https://appcenter.intuit.com"
QUICKBOOKS_SCOPES = ("com.intuit.quickbooks.accounting",)


@dataclass(frozen=True, slots=True)
class Platform:
    """What is to be known of a platform to connect to it and to open a company's ledger."""

    title: str
    app: Callable[[LedgerSettings], OAuthApp]
    open: Callable[[LedgerSettings, Bearer], Ledger]
    companies: Callable[[LedgerSettings, Bearer], tuple[tuple[str, str], ...]]
    """The companies that the token opens: id and name."""


def _auth_base(settings: LedgerSettings, api: Address, auth: Address) -> str:
    """A sandbox serves its token endpoint too, so that `api_url` alone is enough to name it."""
    if settings.auth_url is None and settings.api_url is not None and is_loopback(settings.api_url):
        return api.base(settings.api_url)
    return auth.base(settings.auth_url)


def _xero_app(settings: LedgerSettings) -> OAuthApp:
    auth = _auth_base(settings, XERO_API, XERO_AUTH)
    login = XERO_LOGIN if auth.endswith(".xero.com") else auth
    return OAuthApp(
        title="Xero",
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        authorize_url=f"{login}/identity/connect/authorize",
        token_url=f"{auth}/connect/token",
        scopes=() if settings.custom_connection else XERO_SCOPES,
        pkce=True,
        client_credentials=settings.custom_connection,
    )


def _quickbooks_app(settings: LedgerSettings) -> OAuthApp:
    auth = _auth_base(settings, QUICKBOOKS_API, QUICKBOOKS_AUTH)
    login = QUICKBOOKS_LOGIN if auth.endswith(".intuit.com") else auth
    return OAuthApp(
        title="QuickBooks",
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        authorize_url=f"{login}/connect/oauth2",
        token_url=f"{auth}/oauth2/v1/tokens/bearer",
        scopes=QUICKBOOKS_SCOPES,
        pkce=False,
    )


# A ledger brings its vendor's SDK with it: importing only the one in use saves half of the start.
def _open_xero(settings: LedgerSettings, bearer: Bearer) -> Ledger:
    from connectors.xero.ledger import XeroLedger

    return XeroLedger(settings, bearer)


def _open_quickbooks(settings: LedgerSettings, bearer: Bearer) -> Ledger:
    from connectors.quickbooks.ledger import QuickBooksLedger

    return QuickBooksLedger(settings, bearer)


def _xero_companies(settings: LedgerSettings, bearer: Bearer) -> tuple[tuple[str, str], ...]:
    return xero_companies(xero_connections_url(settings), bearer)


def _quickbooks_companies(settings: LedgerSettings, bearer: Bearer) -> tuple[tuple[str, str], ...]:
    # One consent opens one company (B2), and the callback has named it already.
    return ((settings.company, _open_quickbooks(settings, bearer).company().name),)


PLATFORMS: dict[str, Platform] = {
    "xero": Platform("Xero", _xero_app, _open_xero, _xero_companies),
    "quickbooks": Platform("QuickBooks", _quickbooks_app, _open_quickbooks, _quickbooks_companies),
}
