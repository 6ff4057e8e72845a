"""Xero's sign-in: consent with PKCE, rotation, grace, reuse, expiry, revocation, connections."""

import base64
import hashlib
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from connectors.sandbox.server import Sandbox
from connectors.sandbox.xero.books import XeroBooks
from tests.connectors.sandbox.stories import NOON, small_story
from tests.connectors.sandbox.xero_client import XeroClient

BACK = "http://localhost:8123/callback"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=")


@pytest.fixture
def xero() -> Iterator[XeroClient]:
    with Sandbox(XeroBooks(small_story()), clock=lambda: NOON) as sandbox:
        yield XeroClient(sandbox)


def consent(xero: XeroClient, back: str = BACK) -> requests.Response:
    asked = {
        "response_type": "code",
        "client_id": "client",
        "redirect_uri": back,
        "scope": "offline_access accounting.invoices",
        "state": "s1",
        "code_challenge": CHALLENGE.decode(),
        "code_challenge_method": "S256",
    }
    address = f"{xero.sandbox.url}/identity/connect/authorize"
    return requests.get(address, params=asked, allow_redirects=False, timeout=10)


def exchange(xero: XeroClient, code: str, verifier: str = VERIFIER) -> requests.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
    return xero.token(**form, code_verifier=verifier)


def code_of(answer: requests.Response) -> str:
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def refresh(xero: XeroClient, token: str) -> requests.Response:
    return xero.token(grant_type="refresh_token", refresh_token=token)


def test_consent_comes_straight_back_and_the_code_is_good_once(xero: XeroClient) -> None:
    answer = consent(xero)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"{BACK}?code=")
    assert answer.headers["Location"].endswith("&state=s1")
    reply = exchange(xero, code_of(answer))
    expected = {"id_token", "access_token", "expires_in", "token_type", "scope", "refresh_token"}
    assert (reply.json().keys(), reply.json()["expires_in"]) == (expected, 1800)
    assert exchange(xero, code_of(answer)).json() == {"error": "invalid_grant"}


def test_a_wrong_verifier_or_a_late_code_is_refused(xero: XeroClient) -> None:
    assert exchange(xero, code_of(consent(xero)), "x" * 64).status_code == 400
    late = code_of(consent(xero))
    xero.sandbox.clock.advance(301)
    assert exchange(xero, late).json() == {"error": "invalid_grant"}


def test_consent_goes_back_to_localhost_but_not_to_127_0_0_1(xero: XeroClient) -> None:
    assert consent(xero, "http://127.0.0.1:8123/callback").status_code == 400


def test_a_refresh_gives_a_new_token_each_time(xero: XeroClient) -> None:
    first = refresh(xero, "sandbox-refresh-token").json()["refresh_token"]
    second = refresh(xero, first).json()["refresh_token"]
    assert len({"sandbox-refresh-token", first, second}) == 3


def test_the_old_refresh_token_works_again_within_30_minutes(xero: XeroClient) -> None:
    refresh(xero, "sandbox-refresh-token")
    xero.sandbox.clock.advance(29 * 60)
    assert refresh(xero, "sandbox-refresh-token").status_code == 200
    xero.sandbox.clock.advance(2 * 60)
    assert refresh(xero, "sandbox-refresh-token").json() == {"error": "invalid_grant"}


def test_the_old_refresh_token_is_dead_once_the_new_one_was_used(xero: XeroClient) -> None:
    new = refresh(xero, "sandbox-refresh-token").json()["refresh_token"]
    refresh(xero, new)
    assert refresh(xero, "sandbox-refresh-token").json() == {"error": "invalid_grant"}


def test_a_refresh_token_unused_for_60_days_is_dead(xero: XeroClient) -> None:
    xero.renew()
    xero.sandbox.clock.advance(61 * 86400)
    assert refresh(xero, xero.refresh).json() == {"error": "invalid_grant"}


def test_the_first_refresh_token_does_not_age(xero: XeroClient) -> None:
    xero.sandbox.clock.advance(500 * 86400)
    assert refresh(xero, "sandbox-refresh-token").status_code == 200


def test_credentials_may_stand_in_the_form_but_must_stand_somewhere(xero: XeroClient) -> None:
    address = f"{xero.sandbox.url}/connect/token"
    form = {"grant_type": "refresh_token", "refresh_token": "sandbox-refresh-token"}
    named = requests.post(address, data=form | {"client_id": "client"}, timeout=10)
    nameless = requests.post(address, data=form, timeout=10)
    assert (named.status_code, nameless.json()) == (200, {"error": "invalid_client"})


def test_an_access_token_lives_1800_seconds(xero: XeroClient) -> None:
    xero.renew()
    xero.sandbox.clock.advance(1799)
    assert xero.call("GET", "Organisation").status_code == 200
    xero.sandbox.clock.advance(1)
    answer = xero.call("GET", "Organisation")
    assert (answer.status_code, answer.json()["Title"]) == (401, "Unauthorized")
    assert "TokenExpired" in answer.json()["Detail"]


def test_a_custom_connection_needs_no_refresh_token_and_no_tenant(xero: XeroClient) -> None:
    reply = xero.token(grant_type="client_credentials", scope="accounting.invoices").json()
    assert "refresh_token" not in reply
    xero.access, xero.tenant = reply["access_token"], ""
    assert xero.call("GET", "Organisation").status_code == 200


@pytest.mark.parametrize("tenant", ["", "11111111-1111-1111-1111-111111111111"])
def test_a_foreign_or_missing_tenant_is_forbidden(xero: XeroClient, tenant: str) -> None:
    xero.tenant = tenant
    answer = xero.call("GET", "Organisation")
    assert (answer.status_code, answer.json()["Title"]) == (403, "Forbidden")


def test_connections_are_listed_in_any_case_and_can_be_cut(xero: XeroClient) -> None:
    xero.renew()
    headers = {"Authorization": f"Bearer {xero.access}"}
    url = xero.sandbox.url
    found = requests.get(f"{url}/Connections", headers=headers, timeout=10).json()
    assert [each["tenantId"] for each in found] == [xero.tenant]
    gone = requests.delete(f"{url}/connections/{found[0]['id']}", headers=headers, timeout=10)
    assert gone.status_code == 204
    assert requests.get(f"{url}/connections", headers=headers, timeout=10).json() == []
    assert xero.call("GET", "Organisation").status_code == 403


def test_a_revoked_token_opens_nothing(xero: XeroClient) -> None:
    xero.renew()
    address = f"{xero.sandbox.url}/connect/revocation"
    requests.post(address, data={"token": xero.refresh}, auth=("client", "secret"), timeout=10)
    assert refresh(xero, xero.refresh).json() == {"error": "invalid_grant"}
    assert xero.call("GET", "Organisation").status_code == 401
