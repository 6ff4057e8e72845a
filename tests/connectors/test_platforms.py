"""The table of platforms: settings -> addresses and apps."""

import pytest

from connectors.errors import Misuse, NeedsPerson, Unavailable
from connectors.hosts import quickbooks_api_url, xero_api_url, xero_connections_url
from connectors.platforms import PLATFORMS
from connectors.settings import LedgerSettings
from tests.connectors.local_vendor import Tokens, local_vendor, says


def settings(platform: str = "xero", **changes: object) -> LedgerSettings:
    given: dict[str, object] = {"company": "9130", "client_id": "maple", "client_secret": "hush"}
    return LedgerSettings(platform=platform, **(given | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given",
    [
        "http://127.0.0.1:8099",
        "http://127.0.0.1:8099/",
        " http://127.0.0.1:8099/api.xro/2.0/ ",
        "http://127.0.0.1:8099/Api.Xro/2.0",
        "http://127.0.0.1:8099/connections",
    ],
)
def test_a_xero_address_works_with_a_slash_and_with_the_path_already_there(given: str) -> None:
    assert xero_api_url(settings(api_url=given)) == "http://127.0.0.1:8099/api.xro/2.0"
    assert xero_connections_url(settings(api_url=given)) == "http://127.0.0.1:8099/connections"


@pytest.mark.parametrize(
    "given", ["http://[::1]:8099", "http://[::1]:8099/v3/", "http://[::1]:8099/v3/company"]
)
def test_a_quickbooks_address_works_the_same_way(given: str) -> None:
    assert quickbooks_api_url(settings(api_url=given)) == "http://[::1]:8099/v3"


def test_without_an_address_it_is_the_vendors_own() -> None:
    assert xero_api_url(settings()) == "https://api.xero.com/api.xro/2.0"
    assert xero_connections_url(settings()) == "https://api.xero.com/connections"
    assert quickbooks_api_url(settings()) == "https://quickbooks.api.intuit.com/v3"


XERO = (
    "https://identity.xero.com/connect/token",
    "https://login.xero.com/identity/connect/authorize",
)
QUICKBOOKS = (
    "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",
    "https://appcenter.intuit.com/connect/oauth2",
)
LOCAL = "http://localhost:8099"


@pytest.mark.parametrize(
    ("platform", "given", "addresses"),
    [
        ("xero", {}, XERO),
        ("xero", {"auth_url": "https://identity.xero.com"}, XERO),
        ("xero", {"auth_url": "https://identity.xero.com/connect/token"}, XERO),
        (
            "xero",
            {"auth_url": LOCAL},
            (f"{LOCAL}/connect/token", f"{LOCAL}/identity/connect/authorize"),
        ),
        # a sandbox is named by one address
        (
            "xero",
            {"api_url": f"{LOCAL}/api.xro/2.0"},
            (f"{LOCAL}/connect/token", f"{LOCAL}/identity/connect/authorize"),
        ),
        # a vendor's sandbox host is not ours: the tokens come from where they always come from
        ("quickbooks", {"api_url": "https://sandbox-quickbooks.api.intuit.com"}, QUICKBOOKS),
        ("quickbooks", {}, QUICKBOOKS),
        (
            "quickbooks",
            {"auth_url": f"{LOCAL}/"},
            (f"{LOCAL}/oauth2/v1/tokens/bearer", f"{LOCAL}/connect/oauth2"),
        ),
        (
            "quickbooks",
            {"api_url": f"{LOCAL}/v3"},
            (f"{LOCAL}/oauth2/v1/tokens/bearer", f"{LOCAL}/connect/oauth2"),
        ),
        # only the vendor's own domain counts as the vendor's
        (
            "xero",
            {"auth_url": "https://notxero.com"},
            ("https://notxero.com/connect/token", "https://notxero.com/identity/connect/authorize"),
        ),
    ],
)
def test_where_tokens_and_consent_come_from(
    platform: str, given: dict[str, str], addresses: tuple[str, str]
) -> None:
    app = PLATFORMS[platform].app(settings(platform, **given))
    assert (app.token_url, app.authorize_url) == addresses


def test_what_each_app_asks_for() -> None:
    xero = PLATFORMS["xero"].app(settings())
    assert xero.pkce
    assert "offline_access" in xero.scopes
    assert "accounting.invoices" in xero.scopes
    assert "accounting.transactions" not in xero.scopes  # new apps are refused the broad ones
    quickbooks = PLATFORMS["quickbooks"].app(settings("quickbooks"))
    assert not quickbooks.pkce
    assert quickbooks.scopes == ("com.intuit.quickbooks.accounting",)


def test_a_custom_connection_asks_for_what_it_was_created_with() -> None:
    app = PLATFORMS["xero"].app(settings(custom_connection=True))
    assert app.client_credentials
    assert app.scopes == ()


def test_the_secret_is_not_shown() -> None:
    shown = repr(settings()) + repr(PLATFORMS["xero"].app(settings()))
    assert "hush" not in shown


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("", 'api_url "" is not an address: write it like "https://api.xero.com"'),
        ("api.xero.com", 'api_url "api.xero.com" is not an address'),
        ("ftp://api.xero.com", "is not an address"),
        ("https://", "is not an address"),
        ("https://[::1", "is not an address"),
        ("https://api.xero.com:port", "is not an address"),
        ("https://api.xero.com/?a=b", "is not an address"),
        ("http://api.xero.com", "is not https: plain http is taken for this machine only"),
        ("http://127.0.0.1.example", "is not https"),
        ("https://ana:hush@api.xero.com", "api_url holds a user name or a password"),
    ],
)
def test_an_address_that_is_no_use_is_a_misuse_with_its_name(given: str, sentence: str) -> None:
    with pytest.raises(Misuse) as met:
        xero_api_url(settings(api_url=given))
    assert sentence in str(met.value)
    assert "hush" not in str(met.value)


def test_the_companies_that_a_xero_token_opens() -> None:
    reply = """[
        {"id": "1", "tenantId": "t-1", "tenantType": "ORGANISATION", "tenantName": "Maple"},
        {"id": "2", "tenantId": "t-2", "tenantType": "PRACTICE", "tenantName": "Accountants"},
        {"id": "3", "tenantId": "t-3", "tenantType": "ORGANISATION", "tenantName": null, "new": 1},
        {"id": "4", "tenantId": null}
    ]"""
    with local_vendor(says(reply)) as vendor:
        found = PLATFORMS["xero"].companies(settings(api_url=vendor.url), Tokens())
        assert vendor.seen[0].path == "/connections"
        assert vendor.seen[0].headers["Authorization"] == "Bearer token-1"
    assert found == (("t-1", "Maple"), ("t-3", "t-3"))


def test_a_token_that_opens_nothing_needs_a_person() -> None:
    with (
        local_vendor(says("[]")) as vendor,
        pytest.raises(NeedsPerson, match=r"opens no organisation in Xero; run `goodterms connect`"),
    ):
        PLATFORMS["xero"].companies(settings(api_url=vendor.url), Tokens())


def test_a_list_of_companies_that_is_none_is_one_sentence() -> None:
    with (
        local_vendor(says('{"oops": 1}')) as vendor,
        pytest.raises(Unavailable, match=r"list of organisations cannot be read; check `api_url`"),
    ):
        PLATFORMS["xero"].companies(settings(api_url=vendor.url), Tokens())
