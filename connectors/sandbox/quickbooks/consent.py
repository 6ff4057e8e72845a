"""Intuit's sign-in (accounting-apis B2): consents, their refresh values and access tokens.

A refresh within a day of the last new value gives the same value back; later it gives a new one,
and the old one is dead. Any client id and secret are accepted, but they have to be sent.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from connectors.sandbox.quickbooks.switches import Switches

ACCESS_LIFE = timedelta(seconds=3600)
REFRESH_LIFE = timedelta(seconds=8_726_400)
HARD_LIFE = timedelta(days=5 * 365)
ROTATES_AFTER = timedelta(hours=24)
CODE_LIFE = timedelta(minutes=10)
AT_ONCE = timedelta(seconds=1)
DEFAULT_REFRESH = "sandbox-refresh-token"

Answer = tuple[int, dict[str, Any]]


class Consent(msgspec.Struct):
    """One person's consent to one company: the living refresh value and when it came."""

    refresh: str
    given: datetime
    since: datetime
    refreshed: datetime | None = None
    access: dict[str, datetime] = {}
    """Access token -> when it dies."""


class Code(msgspec.Struct):
    """An authorization code, which is good once; `used` is the refresh value it gave."""

    redirect: str
    given: datetime
    used: str | None = None


def refused(error: str, says: str, status: int = 400) -> Answer:
    """Return an OAuth error."""
    return status, {"error": error, "error_description": says}


DEAD: Final = refused("invalid_grant", "Incorrect or invalid refresh token")


@dataclass(slots=True)
class Office:
    """Gives tokens out and tells which are good."""

    switches: Switches
    clock: Callable[[], datetime]
    consents: list[Consent] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    is_open: bool = False
    """Whether the consent that every sandbox starts with has been given."""

    def accepts(self, access: str) -> bool:
        """Whether an access token is alive."""
        now = self.clock()
        return any(one.access.get(access, now) > now for one in self._all())

    def expire_access(self) -> None:
        """Let every access token die now; refresh tokens live on."""
        for one in self._all():
            one.access.clear()

    def issue(self) -> str:
        """Give an access token of the starting consent, as a refresh would."""
        return self._access(self._all()[0])

    def code(self, redirect: str) -> str:
        """Give an authorization code for a redirect address."""
        code = "AB11" + secrets.token_urlsafe(24)
        self.codes[code] = Code(redirect, self.clock())
        return code

    def token(self, form: Mapping[str, str], *, with_hard_expiry: bool) -> Answer:
        """Answer the token address; `form` is the body, client credentials checked already."""
        match form.get("grant_type"):
            case "authorization_code":
                return self._exchange(form, with_hard_expiry)
            case "refresh_token":
                return self._refresh(form.get("refresh_token", ""), with_hard_expiry)
        return refused("unsupported_grant_type", "The grant_type is not supported")

    def revoke(self, token: str) -> bool:
        """End the consent that a refresh or access token belongs to; False if there is none."""
        for one in self._all():
            if token == one.refresh or token in one.access:
                self.consents.remove(one)
                return True
        return False

    def _all(self) -> list[Consent]:
        """Return the consents; the first is as old as the first look at it."""
        if not self.is_open:
            now = self.clock()
            self.consents.insert(0, Consent(DEFAULT_REFRESH, now, now))
            self.is_open = True
        return self.consents

    def _exchange(self, form: Mapping[str, str], with_hard_expiry: bool) -> Answer:
        code = self.codes.get(form.get("code", ""))
        if code is None or self.clock() - code.given > CODE_LIFE:
            return refused("invalid_grant", "Invalid authorization code")
        if code.used is not None:  # a code that comes twice was stolen
            self.revoke(code.used)
            return refused("invalid_grant", "Authorization code has been used already")
        if form.get("redirect_uri") != code.redirect:
            return refused("invalid_grant", "Invalid redirect_uri")
        now = self.clock()
        consent = Consent(_new_refresh(), now, now, access={})
        self._all().append(consent)
        code.used = consent.refresh
        return self._reply(consent, with_hard_expiry)

    def _refresh(self, value: str, with_hard_expiry: bool) -> Answer:
        consent = next((one for one in self._all() if one.refresh == value), None)
        if consent is None:
            return DEAD
        now = self.clock()
        last = consent.refreshed or consent.since
        if now - last > REFRESH_LIFE or now - consent.given > HARD_LIFE:
            return DEAD
        at_once = consent.refreshed is not None and now - consent.refreshed < AT_ONCE
        if at_once and self.switches.revoke_on_concurrent_refresh:
            self.consents.remove(consent)
            return DEAD
        if now - consent.since >= ROTATES_AFTER:
            consent.refresh, consent.since = _new_refresh(), now
        consent.refreshed = now
        return self._reply(consent, with_hard_expiry)

    def _reply(self, consent: Consent, with_hard_expiry: bool) -> Answer:
        reply: dict[str, Any] = {
            "access_token": self._access(consent),
            "refresh_token": consent.refresh,
            "expires_in": int(ACCESS_LIFE.total_seconds()),
            "x_refresh_token_expires_in": int(REFRESH_LIFE.total_seconds()),
            "token_type": "bearer",
        }
        if with_hard_expiry:
            left = consent.given + HARD_LIFE - self.clock()
            reply["x_refresh_token_hard_expires_in"] = int(left.total_seconds())
        return 200, reply

    def _access(self, consent: Consent) -> str:
        token = "eyJ" + secrets.token_urlsafe(40)
        consent.access[token] = self.clock() + ACCESS_LIFE
        return token


def _new_refresh() -> str:
    return "AB11" + secrets.token_urlsafe(32)
