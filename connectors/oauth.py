"""Our standing with a vendor: an app, and the grant that a person gave it (accounting-apis A2, B2)."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import requests

from connectors import redact
from connectors.errors import NotConnected
from connectors.settings import utc_now
from connectors.token_endpoint import OAuthApp, TokenEndpoint
from connectors.tokens import Tokens, TokenStore

__all__ = ["Grant", "OAuthApp"]

MARGIN = timedelta(seconds=60)
"""A token that lives no longer than this is refreshed before it is used."""


class Grant:
    """Implements `connectors.http.Bearer` for one stored token set.

    However many threads and processes share the set, one of them refreshes it, under the store's
    lock; the reply is stored before its token is used. Raises NotConnected when only a person
    can help, Unavailable when the token endpoint is away.
    """

    def __init__(
        self,
        app: OAuthApp,
        store: TokenStore,
        *,
        now: Callable[[], datetime] = utc_now,
        session: requests.Session | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._now = now
        self._endpoint = TokenEndpoint(app, now=now, session=session, sleep=sleep)
        self._app = app
        redact.install()

    def token(self) -> str:
        """The stored access token, refreshed first when it is due."""
        held = self._store.load()
        if held is not None and self._lasts(held):
            return self._use(held)
        with self._store.lock():
            held = self._store.load()
            if held is not None and self._lasts(held):
                return self._use(held)
            return self._refresh(held)

    def renew(self, stale: str) -> str:
        """Another token than `stale`: one that somebody else has got by now, or a new one."""
        with self._store.lock():
            held = self._store.load()
            if held is not None and held.access != stale:
                return self._use(held)
            return self._refresh(held)

    def _lasts(self, held: Tokens) -> bool:
        return held.expires - self._now() > MARGIN

    def _use(self, held: Tokens) -> str:
        redact.hide(held.access, held.refresh)
        return held.access

    def _refresh(self, held: Tokens | None) -> str:
        if self._app.client_credentials:
            fresh = self._endpoint.for_itself()
        elif held is None or held.refresh is None:
            raise NotConnected(
                f"Goodterms is not connected to {self._app.title} yet; run `goodterms connect`."
            )
        else:
            fresh = self._endpoint.refresh(held.refresh)
        self._store.save(fresh)
        return self._use(fresh)
