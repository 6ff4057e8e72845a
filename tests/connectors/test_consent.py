"""The consent in a browser that a test plays, and the refresh token by hand."""

import base64
import hashlib
import socket
import threading
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from connectors.consent import ask_consent, tokens_from_refresh_token
from connectors.errors import Misuse, NotConnected, Unavailable
from connectors.token_endpoint import TokenEndpoint
from tests.connectors.local_vendor import hangs_up, local_vendor, says
from tests.connectors.token_server import NOW, app, form, gives, tokens


class Person:
    """Sits at the browser: sees the consent page's address, and is sent back from it."""

    def __init__(self, *answers: str) -> None:
        self.answers = answers
        self.asked: dict[str, str] = {}
        self.pages: list[requests.Response] = []
        self.page = ""

    def __call__(self, url: str) -> None:
        self.page, _, query = url.partition("?")
        self.asked = {key: values[0] for key, values in parse_qs(query).items()}
        threading.Thread(target=self._come_back).start()

    def _come_back(self) -> None:
        back = self.asked["redirect_uri"]
        for answer in self.answers:
            told = answer.format(state=self.asked["state"])
            self.pages.append(requests.get(back + told, timeout=5))


def test_a_consent_brings_tokens_and_the_company() -> None:
    ana = Person("?code=the-code&state={state}&realmId=9130")
    with local_vendor(gives(1)) as vendor:
        endpoint = TokenEndpoint(app(vendor.url), now=lambda: NOW)
        consent = ask_consent(app(vendor.url), ana, endpoint=endpoint, port=0)
    assert consent.tokens == tokens(1, minutes=30)
    assert consent.company == "9130"
    assert ana.page == f"{vendor.url}/identity/connect/authorize"
    assert ana.asked["scope"] == "offline_access accounting.invoices"
    assert ana.asked["response_type"] == "code"
    assert urlsplit(ana.asked["redirect_uri"]).hostname == "localhost"
    sent = form(vendor)
    assert sent["code"] == "the-code"
    assert sent["redirect_uri"] == ana.asked["redirect_uri"]


@pytest.mark.parametrize("secret", ["the-secret-of-maple", None])
def test_the_code_is_bound_to_us_by_pkce_with_a_secret_or_without(secret: str | None) -> None:
    ana = Person("?code=the-code&state={state}")
    with local_vendor(gives(1)) as vendor:
        ask_consent(app(vendor.url, secret=secret), ana, port=0)
    verifier = form(vendor)["code_verifier"]
    digest = hashlib.sha256(verifier.encode()).digest()
    assert ana.asked["code_challenge_method"] == "S256"
    assert ana.asked["code_challenge"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert ("client_id" in form(vendor)) is (secret is None)


def test_what_is_not_our_answer_is_shown_the_door_and_waited_past() -> None:
    ana = Person(
        "/favicon.ico", "?code=forged&state=guess", "?code=forged", "?code=c&state={state}"
    )
    with local_vendor(gives(1)) as vendor:
        ask_consent(app(vendor.url), ana, port=0)
    assert [page.status_code for page in ana.pages[:3]] == [404, 400, 400]
    assert form(vendor)["code"] == "c"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("?error=access_denied&state={state}", r"The consent was declined in Xero"),
        ("?error=invalid_scope&state={state}", r'Xero gave no consent \("invalid_scope"\)'),
        ("?state={state}", r'Xero gave no consent \("missing_code"\)'),
    ],
)
def test_no_consent_is_one_sentence_and_asks_for_no_token(answer: str, sentence: str) -> None:
    with local_vendor(gives(1)) as vendor, pytest.raises(NotConnected, match=sentence):
        ask_consent(app(vendor.url), Person(answer), port=0)
    assert vendor.seen == []


def test_a_person_who_does_not_answer_is_not_waited_for_for_ever() -> None:
    with pytest.raises(NotConnected, match=r"No answer from Xero came back within 0 seconds"):
        ask_consent(app("http://127.0.0.1:9"), lambda _: None, port=0, timeout=0.01)


def test_a_code_is_never_sent_twice() -> None:
    with (
        local_vendor(hangs_up) as vendor,
        pytest.raises(Unavailable, match=r"broke off; tried once"),
    ):
        ask_consent(app(vendor.url), Person("?code=c&state={state}"), port=0)
    assert len(vendor.seen) == 1


def test_a_consent_without_a_refresh_token_is_told_at_once() -> None:
    with (
        local_vendor(gives(1, refresh_token=None)) as vendor,
        pytest.raises(Misuse, match=r"register the app for offline access"),
    ):
        ask_consent(app(vendor.url), Person("?code=c&state={state}"), port=0)


def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Misuse, match=f"Port {port} of this machine is taken"):
            ask_consent(app("http://127.0.0.1:9"), lambda _: None, port=port)


def test_no_other_address_of_this_machine_is_listened_to() -> None:
    refused: list[OSError] = []

    def look(url: str) -> None:
        port = urlsplit(parse_qs(urlsplit(url).query)["redirect_uri"][0]).port
        try:
            socket.create_connection(("127.0.0.2", port or 0), timeout=1).close()
        except OSError as error:
            refused.append(error)

    with pytest.raises(NotConnected):
        ask_consent(app("http://127.0.0.1:9"), look, port=0, timeout=0.01)
    assert len(refused) == 1


def test_a_refresh_token_by_hand_is_used_at_once() -> None:
    with local_vendor(gives(2)) as vendor:
        endpoint = TokenEndpoint(app(vendor.url), now=lambda: NOW)
        got = tokens_from_refresh_token(app(vendor.url), " refresh-token-1\n", endpoint=endpoint)
        assert form(vendor)["refresh_token"] == "refresh-token-1"
    assert got == tokens(2, minutes=30)


@pytest.mark.parametrize("text", ["", "\n", "two words", "café-token-1", "a\nb", "x" * 9000])
def test_what_is_no_refresh_token_goes_nowhere(text: str) -> None:
    with local_vendor(gives(2)) as vendor:
        with pytest.raises(Misuse, match=r"What came in is not a refresh token") as met:
            tokens_from_refresh_token(app(vendor.url), text)
        assert vendor.seen == []
    assert text.strip() == "" or text.strip() not in str(met.value)


def test_a_dead_refresh_token_says_to_get_a_new_one() -> None:
    dead = says('{"error": "invalid_grant"}', 400)
    with (
        local_vendor(dead) as vendor,
        pytest.raises(NotConnected, match=r"Xero does not accept this refresh token.*Get a new"),
    ):
        tokens_from_refresh_token(app(vendor.url), "refresh-token-1")
