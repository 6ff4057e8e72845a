"""The grant: who refreshes when, what is stored before what, and what a person is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from werkzeug.wrappers import Response

from connectors.errors import Misuse, NeedsPerson, NotConnected, Trouble, Unavailable
from connectors.oauth import Grant
from connectors.tokens import MemoryTokens, Tokens
from tests.connectors.local_vendor import Answer, LocalVendor, hangs_up, local_vendor, says
from tests.connectors.token_server import NOW, app, form, gives, rotating, tokens

EXPIRED = tokens(1, minutes=-5)
NEXT = tokens(2, minutes=30)


class Company:
    """A grant, its store and the endpoint behind it."""

    def __init__(self, vendor: LocalVendor, held: Tokens | None, *, itself: bool = False) -> None:
        self.vendor = vendor
        self.store = MemoryTokens(held)
        self.slept: list[float] = []
        self.grant = Grant(
            app(vendor.url, itself=itself), self.store, now=lambda: NOW, sleep=self.slept.append
        )


@contextmanager
def company(
    *script: Answer, held: Tokens | None = EXPIRED, itself: bool = False
) -> Iterator[Company]:
    with local_vendor(*script) as vendor:
        yield Company(vendor, held, itself=itself)


def test_a_token_that_lasts_is_used_as_it_is() -> None:
    with company(gives(2), held=tokens(1, minutes=2)) as maple:
        assert maple.grant.token() == "access-token-1"
        assert maple.vendor.seen == []


@pytest.mark.parametrize("minutes", [-5.0, 0.0, 1.0])
def test_a_token_that_is_due_within_a_minute_is_refreshed_and_stored(minutes: float) -> None:
    with company(gives(2), held=tokens(1, minutes=minutes)) as maple:
        assert maple.grant.token() == "access-token-2"
        assert maple.store.load() == NEXT
        assert form(maple.vendor) == {
            "grant_type": "refresh_token",
            "refresh_token": "refresh-token-1",
        }
        assert maple.vendor.seen[0].authorization is not None
        assert maple.vendor.seen[0].authorization.username == "maple-client"
        assert maple.vendor.seen[0].authorization.password == "the-secret-of-maple"


def test_an_app_without_a_secret_names_itself_in_the_form() -> None:
    with local_vendor(gives(2)) as vendor:
        Grant(app(vendor.url, secret=None), MemoryTokens(EXPIRED), now=lambda: NOW).token()
        assert form(vendor)["client_id"] == "maple-client"
        assert vendor.seen[0].authorization is None


def test_the_reply_is_stored_before_its_token_is_used() -> None:
    class Full(MemoryTokens):
        def save(self, tokens: Tokens) -> None:
            raise OSError("the disk is full")

    with local_vendor(gives(2)) as vendor:
        grant = Grant(app(vendor.url), Full(EXPIRED), now=lambda: NOW)
        with pytest.raises(OSError, match="the disk is full"):
            grant.token()


def test_a_reply_without_a_refresh_token_keeps_the_old_one() -> None:
    with company(gives(2, refresh_token=None)) as maple:
        maple.grant.token()
        assert maple.store.load() == replace(NEXT, refresh="refresh-token-1")


def test_keys_that_nobody_knows_are_no_trouble() -> None:
    extra = {"x_refresh_token_expires_in": 8726400, "authentication_event_id": "a", "scope": "b c"}
    with company(gives(2, **extra)) as maple:
        assert maple.grant.token() == "access-token-2"


@pytest.mark.parametrize("life", [None, 0, -1, 10**30])
def test_a_reply_without_a_life_to_believe_is_taken_for_half_an_hour(life: int | None) -> None:
    with company(gives(2, expires_in=life)) as maple:
        maple.grant.token()
        assert maple.store.load() == NEXT


@pytest.mark.parametrize("lost", [hangs_up, says("<html>", status=503), says(status=429)])
def test_a_lost_reply_is_asked_for_again_with_the_same_refresh_token(lost: Answer) -> None:
    with company(lost, lost, gives(2)) as maple:
        assert maple.grant.token() == "access-token-2"
        assert [form(maple.vendor, nth)["refresh_token"] for nth in range(3)] == [
            "refresh-token-1"
        ] * 3
        assert maple.slept == [1.0, 2.0]


def test_an_endpoint_that_stays_away_is_unavailable_and_the_old_set_is_kept() -> None:
    with company(says(status=503)) as maple:
        with pytest.raises(Unavailable, match=r"Xero gives out no tokens .*tried 4 times"):
            maple.grant.token()
        assert maple.store.load() == EXPIRED


INVALID_GRANT = '{"error": "invalid_grant", "error_description": "refresh-token-1 is too old"}'


@pytest.mark.parametrize(
    ("reply", "trouble", "sentence"),
    [
        (says(INVALID_GRANT, 400), NotConnected, r"\(invalid_grant\); run `goodterms connect`"),
        (says(INVALID_GRANT, 200), NotConnected, r"\(invalid_grant\); run `goodterms connect`"),
        (says('{"error": "invalid_client"}', 401), Misuse, r'client_id "maple-client" with its'),
        (says('{"error": "invalid_scope"}', 400), Misuse, r'"offline_access accounting.invoices"'),
        (says("<h1>Not here</h1>", 404), Misuse, r'"127.0.0.1:\d+" has no token endpoint; check'),
        (says("<h1>Welcome</h1>", 200), Unavailable, r"answered without a token \(status 200\)"),
        (says("[]", 200), Unavailable, r"without a token"),
        (says("null", 200), Unavailable, r"without a token"),
        (says('{"access_token": null}', 200), Unavailable, r"without a token"),
        (says('{"access_token": "two words"}', 200), Unavailable, r"without a token"),
        (says('{"access_token": "a", "expires_in": "soon"}', 200), Unavailable, r"without a token"),
        (says('{"access_token": "a"}', 403), Unavailable, r"without a token \(status 403\)"),
        (says('{"access_token": "a"}', 500), Unavailable, r"\(status 500\); tried 4 times"),
        (
            says('{"error": "unheard_of"}', 400),
            NeedsPerson,
            r'no token \("unheard_of"\); check how',
        ),
    ],
)
def test_a_reply_that_is_no_token_is_one_sentence_and_changes_nothing(
    reply: Answer, trouble: type[Trouble], sentence: str
) -> None:
    with company(reply) as maple:
        with pytest.raises(trouble, match=sentence) as met:
            maple.grant.token()
        assert "refresh-token-1" not in str(met.value)
        assert maple.store.load() == EXPIRED


@pytest.mark.parametrize("held", [None, replace(EXPIRED, refresh=None)])
def test_without_a_refresh_token_a_person_is_asked_to_connect(held: Tokens | None) -> None:
    with (
        company(gives(2), held=held) as maple,
        pytest.raises(NotConnected, match=r"not connected to Xero yet; run `goodterms connect`"),
    ):
        maple.grant.token()


def test_a_refused_token_is_renewed() -> None:
    with company(gives(2), held=tokens(1, minutes=20)) as maple:
        assert maple.grant.renew("access-token-1") == "access-token-2"


def test_a_refused_token_that_somebody_has_renewed_already_costs_no_refresh() -> None:
    with company(gives(3), held=NEXT) as maple:
        assert maple.grant.renew("access-token-1") == "access-token-2"
        assert maple.vendor.seen == []


def test_a_custom_connection_asks_for_itself_and_asks_again() -> None:
    once, again = gives(1, refresh_token=None), gives(2, refresh_token=None)
    with company(once, again, held=None, itself=True) as maple:
        assert maple.grant.token() == "access-token-1"
        assert maple.grant.renew("access-token-1") == "access-token-2"
        assert form(maple.vendor) == {"grant_type": "client_credentials"}
        assert maple.store.load() == replace(NEXT, refresh=None)


def test_five_threads_on_one_expired_token_make_one_refresh() -> None:
    with company(rotating()) as maple:
        start = threading.Barrier(5)
        got: list[str] = []

        def work() -> None:
            start.wait(5)
            got.append(maple.grant.token())

        threads = [threading.Thread(target=work) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert got == ["access-token-2"] * 5
        assert len(maple.vendor.seen) == 1


def test_a_life_is_counted_from_our_own_clock() -> None:
    with company(gives(2, expires_in=60)) as maple:
        maple.grant.token()
        held = maple.store.load()
        assert held is not None
        assert held.expires == NOW + timedelta(seconds=60)


def test_the_vendors_word_of_an_unreachable_endpoint_names_its_host() -> None:
    with company(lambda _: Response()) as maple:
        pass
    with pytest.raises(Unavailable, match=r'Xero: "127.0.0.1:\d+" cannot be reached; tried 4'):
        maple.grant.token()
