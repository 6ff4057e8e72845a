"""From consent to call, over HTTP, against the sandbox of a platform."""

import threading
from collections.abc import Callable, Iterator
from datetime import date

import pytest
import requests

from connectors.consent import ask_consent, tokens_from_refresh_token
from connectors.errors import NotConnected, Unavailable
from connectors.hosts import quickbooks_api_url, xero_connections_url
from connectors.http import Wire
from connectors.oauth import Grant
from connectors.platforms import PLATFORMS
from connectors.quickbooks.vendor import QUICKBOOKS
from connectors.sandbox.books import Books
from connectors.sandbox.quickbooks.books import QuickBooksBooks
from connectors.sandbox.server import Sandbox
from connectors.sandbox.story import Story
from connectors.sandbox.trouble import ScriptedTrouble, What
from connectors.sandbox.xero.books import XeroBooks
from connectors.settings import LedgerSettings
from connectors.tokens import MemoryTokens
from connectors.xero.wire import XERO

STORY = Story(
    company_id="9130",
    company_name="Kauri Print Ltd",
    timezone="Pacific/Auckland",
    base_currency="NZD",
    country="NZ",
    on=date(2026, 11, 21),
    customers=(),
    invoices=(),
)


class Company:
    """A connected company, and the sandbox that it is connected to."""

    def __init__(self, platform: str, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.title = PLATFORMS[platform].title
        self.settings = LedgerSettings(
            platform=platform,
            company=STORY.company_id,
            client_id="maple",
            client_secret="hush",
            api_url=sandbox.url,
        )
        self.app = PLATFORMS[platform].app(self.settings)
        self.store = MemoryTokens(tokens_from_refresh_token(self.app, "sandbox-refresh-token"))
        self.grant = Grant(self.app, self.store, sleep=lambda _: None)
        xero = platform == "xero"
        self.wire = Wire(XERO if xero else QUICKBOOKS, self.grant, sleep=lambda _: None)
        quickbooks_url = f"{quickbooks_api_url(self.settings)}/company/9130/companyinfo/9130"
        self.url = xero_connections_url(self.settings) if xero else quickbooks_url

    def read(self) -> requests.Response:
        return self.wire.get(self.url, headers={"Accept": "application/json"})

    def refreshes(self) -> int:
        return sum("token" in call.path for call in self.sandbox.calls)


BOOKS: dict[str, Callable[[Story], Books]] = {"xero": XeroBooks, "quickbooks": QuickBooksBooks}


@pytest.fixture(params=BOOKS)
def company(request: pytest.FixtureRequest) -> Iterator[Company]:
    with Sandbox(BOOKS[request.param](STORY)) as sandbox:
        made = Company(request.param, sandbox)
        with made.wire:
            yield made


def test_a_consent_in_the_browser_opens_the_ledger(company: Company) -> None:
    def browser(url: str) -> None:
        threading.Thread(target=requests.get, args=(url,), kwargs={"timeout": 5}).start()

    consent = ask_consent(company.app, browser, port=0)
    assert consent.company == {"Xero": None, "QuickBooks": "9130"}[company.title]
    company.store.save(consent.tokens)
    platform = PLATFORMS[company.settings.platform]
    assert platform.companies(company.settings, company.grant) == (("9130", "Kauri Print Ltd"),)


def test_a_token_that_the_vendor_forgot_is_renewed_in_passing(company: Company) -> None:
    company.sandbox.trouble.add(ScriptedTrouble(what=What.EXPIRED_TOKEN))
    before = company.refreshes()
    assert company.read().status_code == 200
    assert company.refreshes() == before + 1


def test_a_lost_refresh_reply_is_survived(company: Company) -> None:
    company.sandbox.trouble.add(ScriptedTrouble(what=What.EXPIRED_TOKEN))
    company.sandbox.trouble.add(ScriptedTrouble(what=What.LOST_REFRESH))
    assert company.read().status_code == 200


def test_a_token_that_dies_again_and_again_says_connect(company: Company) -> None:
    company.sandbox.trouble.add(ScriptedTrouble(what=What.EXPIRED_TOKEN, times=None))
    with pytest.raises(NotConnected, match=f"{company.title} accepts no access token"):
        company.read()


def test_a_maintenance_page_that_stays_is_one_sentence(company: Company) -> None:
    company.sandbox.trouble.add(ScriptedTrouble(what=What.UNAVAILABLE_HTML, times=None))
    with pytest.raises(Unavailable, match=f"{company.title} is .*; tried 4 times. Try again"):
        company.read()


def test_a_refresh_token_that_the_vendor_does_not_know_says_get_a_new_one(company: Company) -> None:
    with pytest.raises(NotConnected, match=f"{company.title} does not accept this refresh"):
        tokens_from_refresh_token(company.app, "AB11-of-last-year")


def test_a_custom_connection_needs_no_person() -> None:
    with Sandbox(XeroBooks(STORY)) as sandbox:
        settings = LedgerSettings(
            platform="xero",
            company="",
            client_id="maple",
            client_secret="hush",
            api_url=sandbox.url,
            custom_connection=True,
        )
        store = MemoryTokens()
        grant = Grant(PLATFORMS["xero"].app(settings), store)
        found = PLATFORMS["xero"].companies(settings, grant)
    held = store.load()
    assert found == (("9130", "Kauri Print Ltd"),)
    assert held is not None
    assert held.refresh is None
