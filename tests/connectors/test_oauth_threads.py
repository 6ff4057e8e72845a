"""Many calls at once on one token that the vendor has stopped accepting."""

import threading

from werkzeug.wrappers import Request, Response

from connectors.http import Wire
from connectors.oauth import Grant
from connectors.tokens import MemoryTokens
from tests.connectors.local_vendor import MAPLE, local_vendor
from tests.connectors.token_server import NOW, app, rotating, tokens


def test_five_calls_refused_at_once_cost_one_refresh() -> None:
    all_in = threading.Barrier(5)
    token_endpoint = rotating()

    def vendor_says(request: Request) -> Response:
        if request.path == "/connect/token":
            return token_endpoint(request)
        if request.headers["Authorization"] == "Bearer access-token-2":
            return Response('{"ok": true}', content_type="application/json")
        all_in.wait(5)  # nobody is refused before everybody has asked with the old token
        return Response("{}", status=401)

    with local_vendor(vendor_says) as vendor:
        store = MemoryTokens(tokens(1, minutes=20))
        grant = Grant(app(vendor.url), store, now=lambda: NOW)
        got: list[object] = []
        with Wire(MAPLE, grant) as wire:
            threads = [
                threading.Thread(target=lambda: got.append(wire.get(f"{vendor.url}/a").json()))
                for _ in range(5)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert wire.calls == 10
    assert got == [{"ok": True}] * 5
    assert [request.path for request in vendor.seen].count("/connect/token") == 1
    assert store.load() == tokens(2, minutes=30)
