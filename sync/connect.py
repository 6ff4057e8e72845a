"""Connecting: a consent, or a refresh token, becomes a stored token set."""

import webbrowser
from collections.abc import Callable

from connectors.consent import PORT, ask_consent, tokens_from_refresh_token
from connectors.errors import NeedsPerson, Trouble
from connectors.oauth import Grant, OAuthApp
from connectors.tokens import MemoryTokens, Tokens
from sync.house import Opener

Say = Callable[[str], object]


def connect_company(
    opener: Opener, refresh_token: str | None, *, browser: bool, say: Say, port: int = PORT
) -> str:
    """Connect the configured company and store the tokens; returns a sentence.

    A custom connection needs neither a browser nor a refresh token. Raises NotConnected when the
    vendor refuses, NeedsPerson when the consent opens other companies than the configured one.
    """
    settings = opener.settings.ledger
    app = opener.platform.app(settings)
    if settings.custom_connection:
        Grant(app, opener.tokens).token()
    else:
        tokens, named = _tokens(app, refresh_token, browser=browser, say=say, port=port)
        _adopt(opener, tokens, named)
    company = opener.ledger.company()
    return f'Connected to "{company.name}" on {opener.platform.title}; next: goodterms pull.'


def _tokens(
    app: OAuthApp, refresh_token: str | None, *, browser: bool, say: Say, port: int
) -> tuple[Tokens, str | None]:
    if refresh_token:
        return tokens_from_refresh_token(app, refresh_token), None

    def show(url: str) -> None:
        say(f"Give your consent at this address:\n{url}")
        if browser:
            webbrowser.open(url)

    consent = ask_consent(app, show, port=port)
    return consent.tokens, consent.company


def _adopt(opener: Opener, tokens: Tokens, named: str | None) -> None:
    """Store the set for every company that it opens, if ours is among them."""
    settings = opener.settings.ledger
    if settings.platform == "quickbooks":
        _same_company(opener, {settings.company if named is None else named: "picked"})
        opener.tokens.adopt(tokens, [opener.settings.company])
        return
    held = MemoryTokens(tokens)
    try:
        grant = Grant(opener.platform.app(settings), held)
        opened = dict(opener.platform.companies(settings, grant))
    except Trouble:
        # whatever went wrong, a refresh token that was used may exist nowhere else now
        opener.tokens.adopt(held.load() or tokens, [opener.settings.company])
        raise
    names = {opener.settings.company, *(f"{settings.platform}:{company}" for company in opened)}
    opener.tokens.adopt(held.load() or tokens, sorted(names))
    _same_company(opener, opened)


def _same_company(opener: Opener, opened: dict[str, str]) -> None:
    wanted = opener.settings.ledger.company
    if wanted in opened:
        return
    listed = ", ".join(f'"{company}" ({name})' for company, name in opened.items()) or "none"
    raise NeedsPerson(
        f'The consent does not open the company "{wanted}"; it opens {listed}. Correct `company` '
        "under [ledger] in goodterms.toml, or consent for the right company."
    )
