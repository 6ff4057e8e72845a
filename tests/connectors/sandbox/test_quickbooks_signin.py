"""Sign-in: discovery, consent, tokens that rotate, and what a bad token hears (B1, B2, B14)."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from connectors.sandbox.quickbooks.switches import Switches
from tests.connectors.sandbox.quickbooks_company import NOW, Desk, company, fault, paths, sample

BACK = "http://localhost:8400/callback"
ASKED = {
    "client_id": "id",
    "response_type": "code",
    "scope": "com.intuit.quickbooks.accounting",
    "redirect_uri": BACK,
    "state": "s-1",
}


class Clock:
    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **by: float) -> None:
        self.time += timedelta(**by)


def consent(desk: Desk, **changes: str) -> requests.Response:
    url = f"{desk.sandbox.url}/connect/oauth2"
    return requests.get(url, params=ASKED | changes, allow_redirects=False, timeout=10)


def exchanged(desk: Desk, code: str, redirect: str = BACK) -> requests.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect}
    return desk.token(form)


def came_back(answer: requests.Response) -> dict[str, list[str]]:
    return parse_qs(urlsplit(answer.headers["Location"]).query)


@pytest.mark.parametrize("name", ["openid_configuration", "openid_sandbox_configuration/"])
def test_discovery_names_this_servers_addresses(name: str) -> None:
    with company() as desk:
        found = requests.get(f"{desk.sandbox.url}/.well-known/{name}", timeout=10).json()
        assert found.keys() == sample("discovery.sandbox.json").keys()
        assert found["token_endpoint"] == f"{desk.sandbox.url}/oauth2/v1/tokens/bearer"


def test_consent_comes_back_with_code_state_and_company() -> None:
    with company() as desk:
        answer = consent(desk)
        back = came_back(answer)
        assert answer.headers["Location"].startswith(f"{BACK}?")
        assert (back["state"], back["realmId"]) == (["s-1"], ["9130"])
        tokens = exchanged(desk, back["code"][0]).json()
        assert tokens.keys() == sample("token.response.json").keys()
        assert desk.refresh(tokens["refresh_token"]).status_code == 200


def test_a_refused_consent_comes_back_with_the_error() -> None:
    with company(switches=Switches(deny_consent=True)) as desk:
        assert came_back(consent(desk)) == {"error": ["access_denied"], "state": ["s-1"]}


def test_a_redirect_address_with_a_query_is_refused() -> None:
    with company() as desk:
        assert consent(desk, redirect_uri=f"{BACK}?a=1").status_code == 400


def test_a_code_for_another_redirect_address_is_refused() -> None:
    with company() as desk:
        (code,) = came_back(consent(desk))["code"]
        assert exchanged(desk, code, "http://elsewhere.example/").json()["error"] == "invalid_grant"


def test_a_code_that_comes_twice_ends_the_consent_it_gave() -> None:
    with company() as desk:
        (code,) = came_back(consent(desk))["code"]
        refresh = exchanged(desk, code).json()["refresh_token"]
        assert exchanged(desk, code).json()["error"] == "invalid_grant"
        assert desk.refresh(refresh).json()["error"] == "invalid_grant"


def test_the_refresh_value_stays_for_a_day_and_is_then_another() -> None:
    clock = Clock()
    with company(clock=clock) as desk:
        same = desk.refresh().json()["refresh_token"]
        clock.advance(hours=24)
        new = desk.refresh().json()["refresh_token"]
        assert same == "sandbox-refresh-token" != new
        dead = desk.refresh("sandbox-refresh-token")
        assert (dead.status_code, dead.json()) == (400, sample("token.invalid_grant.json"))
        assert desk.refresh(new).status_code == 200


def test_a_refresh_token_that_rests_for_101_days_is_dead() -> None:
    clock = Clock()
    with company(clock=clock) as desk:
        clock.advance(days=100)
        value = desk.refresh().json()["refresh_token"]
        clock.advance(days=102)
        assert desk.refresh(value).json()["error"] == "invalid_grant"


def test_the_hard_end_is_told_only_when_the_header_asks() -> None:
    with company() as desk:
        asked = desk.refresh(**{"x-include-refresh-token-hard-expires-in": "true"}).json()
        assert asked.keys() == sample("token.response.hard_expiry.json").keys()
        assert "x_refresh_token_hard_expires_in" not in desk.refresh().json()


def test_two_refreshes_at_once_may_end_the_consent() -> None:
    clock = Clock()
    with company(switches=Switches(revoke_on_concurrent_refresh=True), clock=clock) as desk:
        assert desk.refresh().status_code == 200
        clock.advance(minutes=1)
        assert desk.refresh().status_code == 200
        assert desk.refresh().json()["error"] == "invalid_grant"
        clock.advance(minutes=1)
        assert desk.refresh().json()["error"] == "invalid_grant"


def test_a_revoked_token_is_dead() -> None:
    with company() as desk:
        url = f"{desk.sandbox.url}/v2/oauth2/tokens/revoke"
        body = {"token": "sandbox-refresh-token"}
        assert requests.post(url, json=body, auth=("id", "secret"), timeout=10).status_code == 200
        assert desk.refresh().json()["error"] == "invalid_grant"
        assert desk.get("preferences").status_code == 401


def test_a_client_that_does_not_say_who_it_is() -> None:
    with company() as desk:
        url = f"{desk.sandbox.url}/oauth2/v1/tokens/bearer"
        form = {"grant_type": "refresh_token", "refresh_token": "sandbox-refresh-token"}
        answer = requests.post(url, data=form, timeout=10)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_an_access_token_lives_for_an_hour() -> None:
    clock = Clock()
    with company(clock=clock) as desk:
        clock.advance(seconds=3599)
        assert desk.get("preferences").status_code == 200
        clock.advance(seconds=1)
        expired = desk.get("preferences")
        assert expired.status_code == 401
        assert paths(expired.json()) == paths(sample("fault.401.json"))
        assert expired.json()["fault"] == sample("fault.401.json")["fault"]


def test_an_expired_token_may_be_told_in_xml() -> None:
    with company(switches=Switches(xml_from_gateway=True)) as desk:
        desk.books.office.expire_access()
        answer = desk.get("preferences")
        assert (answer.status_code, answer.headers["Content-Type"][:8]) == (401, "text/xml")
        assert '<Error code="3200">' in answer.text


@pytest.mark.parametrize(("lost", "status", "code"), [(False, 403, "3100"), (True, 401, "120")])
def test_another_company_is_closed(lost: bool, status: int, code: str) -> None:
    with company(switches=Switches(access_lost=lost)) as desk:
        answer = desk.http.get(f"{desk.sandbox.url}/v3/company/777/preferences", timeout=10)
        assert answer.status_code == status
        assert f'"code": "{code}"' in answer.text.replace('":"', '": "')


def test_every_answer_can_be_traced() -> None:
    with company() as desk:
        first, second = desk.get("preferences"), desk.get("invoice/99999")
        assert fault(second) == (400, "610")
        assert first.headers["intuit_tid"] != second.headers["intuit_tid"]
