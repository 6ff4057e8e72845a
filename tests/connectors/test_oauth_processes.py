"""Two processes on one expired token: exactly one of them refreshes it."""

import multiprocessing
from pathlib import Path

from connectors.oauth import Grant
from tests.connectors.local_vendor import local_vendor
from tests.connectors.token_server import NOW, FileTokens, app, rotating, tokens


def work(url: str, path: Path, start: "multiprocessing.synchronize.Barrier", got: str) -> None:
    start.wait(30)
    token = Grant(app(url), FileTokens(path), now=lambda: NOW).token()
    Path(got).write_text(token)


def test_two_processes_on_one_expired_token_make_one_refresh(tmp_path: Path) -> None:
    store = FileTokens(tmp_path / "tokens.db")
    store.save(tokens(1, minutes=-5))
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(2)
    with local_vendor(rotating()) as vendor:
        workers = [
            context.Process(
                target=work, args=(vendor.url, tmp_path / "tokens.db", start, f"{tmp_path}/{name}")
            )
            for name in ("one", "two")
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
        refreshes = len(vendor.seen)
    assert [(tmp_path / name).read_text() for name in ("one", "two")] == ["access-token-2"] * 2
    assert refreshes == 1
    assert store.load() == tokens(2, minutes=30)
