"""The one session that carries everything to a vendor.

Timeouts, the vendor's limits, retries, token renewal and errors are settled here, once, for
whatever builds the request: our own code, xero-python or python-quickbooks.
"""

import http.cookiejar
import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from tenacity import RetryCallState, Retrying, retry_if_exception_type

from connectors import redact
from connectors.addresses import is_loopback
from connectors.answers import reference
from connectors.errand import SAFE_HEADER, Again, Errand, errand
from connectors.errors import NotConnected, Unanswered, Unavailable
from connectors.failures import failure
from connectors.limits import Pace, Window
from connectors.vendor import Bearer, Expired, Retry, Vendor, Verdict

__all__ = ["SAFE_HEADER", "Bearer", "Expired", "Retry", "Vendor", "Verdict", "Wire"]

log = logging.getLogger(__name__)


class BearerAuth(requests.auth.AuthBase):
    """Puts the token on a request; being an `auth`, it keeps a .netrc from replacing it."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the header."""
        r.headers["Authorization"] = f"Bearer {self._token}"
        return r


class Wire(requests.Session):
    """A session that renews its token, keeps the limits, retries what may be retried.

    It raises nothing but a `connectors.errors.Trouble`. Thread-safe for `request`.
    A write is sent once, unless it is marked as repeatable by an `Idempotency-Key` header (Xero),
    a `requestid` parameter (QuickBooks) or the header `X-Goodterms-Safe: 1`; what was turned away
    unread, or never left this machine, is sent again in any case.
    """

    def __init__(
        self,
        vendor: Vendor,
        bearer: Bearer,
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._vendor = vendor
        self._bearer = bearer
        self._sleep = sleep
        self._monotonic = monotonic
        self._counting = threading.Lock()
        self.calls = 0
        """How many requests were sent so far, every try counted."""
        windows = [Window(vendor.per_minute, 60.0)]
        if vendor.per_second is not None:
            windows.append(Window(vendor.per_second, 1.0))
        self._pace = Pace(tuple(windows), vendor.concurrent, sleep=sleep, monotonic=monotonic)
        self._sandbox_pace = Pace((), vendor.concurrent, sleep=sleep, monotonic=monotonic)
        self.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("https://", "http://"):
            self.mount(scheme, HTTPAdapter(pool_maxsize=vendor.concurrent, max_retries=0))
        redact.install()

    def request(  # type: ignore[override]
        self,
        method: str | bytes,
        url: str | bytes,
        params: Any = None,
        data: Any = None,
        headers: Mapping[str, str | bytes] | None = None,
        **arguments: Any,
    ) -> requests.Response:
        """Send it, as often as it takes and may be; return an answer that the judge lets pass."""
        settled = {"params": params, "data": data, **arguments}
        this = errand(_text(method).upper(), _text(url), headers, settled, now=self._monotonic())
        if this.path.endswith(self._vendor.look_first):
            this.repeatable = this.reads
        try:
            return self._retrying(this)(self._attempt, this)
        except (Unavailable, NotConnected) as trouble:
            if not this.in_doubt:
                raise
            raise Unanswered(f"{trouble} It may have been done all the same.") from trouble

    def _retrying(self, this: Errand) -> Retrying:
        def stop(state: RetryCallState) -> bool:
            spent = max(state.idle_for, self._monotonic() - this.begun)
            return this.out_of_patience(spent, state.upcoming_sleep)

        def tell(state: RetryCallState) -> None:
            log.debug("%s; %s waits %.1f s", this.met, this.path, state.upcoming_sleep)

        return Retrying(
            sleep=self._sleep,
            retry=retry_if_exception_type(Again),
            wait=lambda state: this.wait(),
            stop=stop,
            before_sleep=tell,
            retry_error_callback=lambda state: this.give_up(state.attempt_number),
        )

    def _attempt(self, this: Errand) -> requests.Response:
        token = self._bearer.token()
        answer = self._exchange(this, token)
        verdict = self._vendor.judge(answer)
        if isinstance(verdict, Expired) and not this.renewed:
            this.renewed = True
            answer = self._exchange(this, self._bearer.renew(token))
            verdict = self._vendor.judge(answer)
        if isinstance(verdict, Expired):
            raise NotConnected(
                f"{self._vendor.name} accepts no access token, not even a new one"
                f"{reference(answer)}; run `goodterms connect`."
            )
        if isinstance(verdict, Retry):
            raise self._another_try(this, verdict)
        if verdict is not None:
            raise verdict
        return answer

    def _exchange(self, this: Errand, token: str) -> requests.Response:
        redact.hide(token)
        pace = self._sandbox_pace if is_loopback(this.url) else self._pace
        arguments = {**this.arguments, "auth": BearerAuth(token)}
        with pace.slot():
            with self._counting:
                self.calls += 1
            try:
                answer = super().request(this.method, this.url, **arguments)
            except requests.RequestException as error:
                raise self._no_answer(this, error) from error
        log.debug("%s %s -> %d%s", this.method, this.path, answer.status_code, reference(answer))
        if answer.is_redirect:
            raise Unavailable(
                f'{self._vendor.name}: "{this.host}" points elsewhere instead of answering; '
                "check `api_url`, or the network that you are on."
            )
        return answer

    def _no_answer(self, this: Errand, error: requests.RequestException) -> Exception:
        """What to raise when the exchange broke: another try, or the end of it."""
        met = failure(error, this.host)
        says = f"{self._vendor.name}: {met.says}"
        if met.sent:
            this.went_unanswered()
        else:
            this.failures += 1
        if not met.passing or (met.sent and not this.repeatable):
            return Unavailable(f"{says}.")
        return this.again(says)

    def _another_try(self, this: Errand, verdict: Retry) -> Exception:
        """What to raise when the vendor answered that it cannot now."""
        if not verdict.untouched:
            this.went_unanswered()
            if not this.repeatable:
                return Unavailable(f"{verdict.says}.")
        return this.again(verdict.says, after=verdict.after, limit=verdict.untouched)


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("ascii")
