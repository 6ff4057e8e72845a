"""A vendor's token endpoint: three grants, one way to read the reply.

The forms are written and the replies read by oauthlib; the status, the types and the sentences
are ours. Facts: accounting-apis A2, B2.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeGuard

import requests
from oauthlib.oauth2 import (
    BackendApplicationClient,
    MissingTokenError,
    OAuth2Error,
    WebApplicationClient,
)
from requests.auth import HTTPBasicAuth
from tenacity import RetryCallState, Retrying, retry_if_exception_type

from connectors import redact
from connectors.addresses import host_of
from connectors.errors import Misuse, NeedsPerson, NotConnected, Trouble, Unavailable
from connectors.failures import failure
from connectors.settings import utc_now
from connectors.tokens import Tokens

TIMEOUT = (5.0, 12.0)
TRIES = 4
"""All tries and waits together end within 75 seconds; others wait for the store's lock as long."""
DEFAULT_LIFE = 1800
"""Seconds; the shorter one of the two vendors' lives, for a reply that names none to believe."""
LONGEST_LIFE = 30 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthApp:
    """The app as registered with the vendor, and where to go with it."""

    title: str
    """The platform's name for a person: "Xero"."""
    client_id: str
    client_secret: str | None = field(repr=False)
    """None for a PKCE app without a secret."""
    authorize_url: str
    token_url: str
    scopes: tuple[str, ...]
    pkce: bool
    client_credentials: bool = False
    """A Xero custom connection: no consent and no refresh token, it asks for itself."""


class _Busy(Exception):
    """The endpoint gave no verdict on this try."""


class _ClientIdOnly(requests.auth.AuthBase):
    """An app without a secret names itself in the form; this keeps a .netrc out of it."""

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        """Leave the request as it is."""
        return r


class TokenEndpoint:
    """Speaks to one app's token endpoint. Raises a Trouble with a sentence, and no secret in it."""

    def __init__(
        self,
        app: OAuthApp,
        *,
        now: Callable[[], datetime] = utc_now,
        session: requests.Session | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._app = app
        self._now = now
        self._session = session if session is not None else requests.Session()
        self._sleep = sleep
        redact.install()
        redact.hide(app.client_secret)

    def refresh(self, refresh_token: str) -> Tokens:
        """A new set for the refresh token.

        A reply that got lost is asked for again with the same token: Xero takes it for 30 more
        minutes, QuickBooks mostly for the day. A reply without a refresh token keeps the old one.
        """
        redact.hide(refresh_token)
        client = WebApplicationClient(self._app.client_id)
        form = client.prepare_refresh_body(refresh_token=refresh_token, **self._identity())
        return self._ask(form, kept=refresh_token)

    def for_itself(self) -> Tokens:
        """A set for a custom connection, by client credentials; it has no refresh token."""
        client = BackendApplicationClient(self._app.client_id)
        return self._ask(client.prepare_request_body(include_client_id=False), kept=None)

    def for_code(self, code: str, redirect_uri: str, code_verifier: str | None) -> Tokens:
        """The first set, for the code of a consent. Asked for once: a code works only once."""
        redact.hide(code, code_verifier)
        client = WebApplicationClient(self._app.client_id)
        form = client.prepare_request_body(
            code=code,
            redirect_uri=redirect_uri,
            code_verifier=code_verifier,
            include_client_id=self._app.client_secret is None,
        )
        tokens = self._ask(form, kept=None, once=True)
        if tokens.refresh is None:
            raise Misuse(
                f"{self._app.title} gave no refresh token, so the connection would end within the "
                "hour; register the app for offline access."
            )
        return tokens

    def _identity(self) -> dict[str, str]:
        return {} if self._app.client_secret is not None else {"client_id": self._app.client_id}

    def _ask(self, form: str, *, kept: str | None, once: bool = False) -> Tokens:
        def give_up(state: RetryCallState) -> Tokens:
            met = state.outcome.exception() if state.outcome is not None else None
            tries = "once" if once else f"{state.attempt_number} times"
            raise Unavailable(f"{met}; tried {tries}. Try again later.")

        retrying = Retrying(
            sleep=self._sleep,
            retry=retry_if_exception_type(_Busy),
            wait=lambda state: float(2 ** (state.attempt_number - 1)),
            stop=lambda state: once or state.attempt_number >= TRIES,
            retry_error_callback=give_up,
        )
        return retrying(self._post, form, kept)

    def _post(self, form: str, kept: str | None) -> Tokens:
        app = self._app
        named = HTTPBasicAuth(app.client_id, app.client_secret) if app.client_secret else None
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            reply = self._session.post(
                app.token_url,
                data=form,
                headers=headers,
                auth=named or _ClientIdOnly(),
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            met = failure(error, host_of(app.token_url))
            says = f"{app.title}: {met.says}"
            raise (_Busy(says) if met.passing else Unavailable(f"{says}.")) from error
        if reply.status_code == 429 or reply.status_code >= 500:
            raise _Busy(f"{app.title} gives out no tokens just now (status {reply.status_code})")
        return self._read(reply, kept)

    def _read(self, reply: requests.Response, kept: str | None) -> Tokens:
        client = WebApplicationClient(self._app.client_id)
        try:
            token = client.parse_request_body_response(reply.text)
        except MissingTokenError:
            raise self._no_token(reply) from None
        except OAuth2Error as error:
            raise self._refusal(reply, error) from None
        except (ValueError, TypeError, AttributeError):
            raise self._no_token(reply) from None
        access, refresh = token.get("access_token"), token.get("refresh_token") or kept
        if reply.status_code != 200 or not is_token(access):
            raise self._no_token(reply)
        if refresh is not None and not is_token(refresh):
            raise self._no_token(reply)
        redact.hide(access, refresh)
        life = token.get("expires_in")
        if not isinstance(life, int) or not 0 < life <= LONGEST_LIFE:
            life = DEFAULT_LIFE
        expires = self._now() + timedelta(seconds=life)
        return Tokens(access=access, refresh=refresh, expires=expires)

    def _refusal(self, reply: requests.Response, error: OAuth2Error) -> Trouble:
        """The endpoint's own word for what is wrong, with what to do about it."""
        title = self._app.title
        if error.error == "invalid_grant":
            return NotConnected(
                f"{title} no longer accepts our standing with it (invalid_grant); "
                "run `goodterms connect`."
            )
        if error.error in ("invalid_client", "unauthorized_client"):
            secret = "with its secret" if self._app.client_secret else "without a secret"
            return Misuse(
                f'{title} does not accept client_id "{self._app.client_id}" {secret} '
                f"({error.error}); check client_id and GOODTERMS_CLIENT_SECRET."
            )
        if error.error == "invalid_scope":
            return Misuse(
                f'{title} does not grant this app "{" ".join(self._app.scopes)}" (invalid_scope); '
                "check what the app was registered for."
            )
        return NeedsPerson(
            f'{title} gives this app no token ("{redact.clean(str(error.error))[:60]}"); '
            "check how the app is registered, then run `goodterms connect`."
        )

    def _no_token(self, reply: requests.Response) -> Trouble:
        where = host_of(self._app.token_url)
        if reply.status_code in (404, 405):
            return Misuse(f'{self._app.title}: "{where}" has no token endpoint; check `auth_url`.')
        return Unavailable(
            f'{self._app.title}: "{where}" answered without a token '
            f"(status {reply.status_code}). Try again later."
        )


def is_token(token: object) -> TypeGuard[str]:
    """Whether this can be a token, and stand in a header: one word of printable ASCII."""
    return isinstance(token, str) and re.fullmatch(r"[!-~]{1,8192}", token) is not None
