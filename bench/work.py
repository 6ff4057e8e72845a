"""One job, measured in this process alone: `python -m bench.work JOB PLATFORM URL FOLDER`.

Prints one line of JSON: CPU seconds and peak memory of the job, its imports and set-up left out
of the first and told apart in the second.
"""

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Job = Callable[[str, str, Path], Callable[[], dict[str, object]]]
"""Sets up, and returns the work to be measured."""


def prepare_pull(platform: str, url: str, folder: Path) -> Callable[[], dict[str, object]]:
    """The whole pull: HTTP, decoding, translating, storing in a fresh SQLite file."""
    from bench.office import open_house

    opener = open_house(folder, platform, url)
    _ = opener.store, opener.ledger

    def work() -> dict[str, object]:
        report = opener.pull()
        return {"calls": report.calls, "records": report.records}

    return work


def prepare_decode(platform: str, url: str, folder: Path) -> Callable[[], dict[str, object]]:
    """The pull without the store: HTTP, decoding, translating."""
    from bench.office import open_house

    opener = open_house(folder, platform, url)
    ledger = opener.ledger

    def work() -> dict[str, object]:
        ledger.company()
        return {"records": sum(len(batch.facts) for batch in ledger.pull(None))}

    return work


def prepare_fetch(platform: str, url: str, folder: Path) -> Callable[[], dict[str, object]]:
    """The same requests again by plain `requests`, gunzipped, and nothing made of the bytes."""
    import requests

    from bench.office import open_house
    from bench.pages import recorded

    token = open_house(folder, platform, url).tokens.load()
    assert token is not None
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token.access}"

    def work() -> dict[str, object]:
        size = 0
        for page in recorded(folder):
            answer = session.request(
                page.method, page.url, headers=page.headers, data=page.body, timeout=120
            )
            answer.raise_for_status()
            size += len(answer.content)
        return {"bytes": size}

    return work


def prepare_json(platform: str, url: str, folder: Path) -> Callable[[], dict[str, object]]:
    """Bare json.loads of the same bytes, a page at a time."""
    return lambda: {"bytes": sum(_parsed(page) for page in _bodies(folder))}


def prepare_sdk(platform: str, url: str, folder: Path) -> Callable[[], dict[str, object]]:
    """The SDK's own decoding of the same bytes, a page at a time, as the SDK does it."""
    decode = _xero_sdk() if platform == "xero" else _quickbooks_sdk()

    def work() -> dict[str, object]:
        failed: Counter[str] = Counter()
        records = 0
        for entity, body in _named_bodies(folder):
            try:
                records += decode(entity, body)
            except Exception as error:  # noqa: BLE001 - which pages it cannot read is a figure too
                failed[f"{entity}: {type(error).__name__}: {error}"[:120]] += 1
        return {"records": records, "failed_pages": dict(failed)}

    return work


def _xero_sdk() -> Callable[[str, bytes], int]:
    from decimal import Decimal

    from xero_python import accounting
    from xero_python.api_client import ModelFinder, deserialize

    finder = ModelFinder(accounting.models)

    def decode(entity: str, body: bytes) -> int:
        data = json.loads(body.decode(), parse_float=Decimal)  # as its ApiClient does
        made: Any = deserialize(entity, data, finder)
        names = {"CreditNotes": "credit_notes"}
        return len(getattr(made, names.get(entity, entity.lower())) or ())

    return decode


def _quickbooks_sdk() -> Callable[[str, bytes], int]:
    from quickbooks.objects import CreditMemo, Customer, Invoice, Payment, Term

    objects: dict[str, Any] = {
        kind.__name__: kind for kind in (CreditMemo, Customer, Invoice, Payment, Term)
    }

    def decode(entity: str, body: bytes) -> int:
        rows = json.loads(body)["QueryResponse"].get(entity, [])
        return len([objects[entity].from_json(row) for row in rows])

    return decode


def _parsed(body: bytes) -> int:
    json.loads(body)
    return len(body)


def _bodies(folder: Path) -> Iterator[bytes]:
    for told in json.loads((folder / "pages.json").read_text(encoding="utf-8")):
        yield Path(told["path"]).read_bytes()


def _named_bodies(folder: Path) -> Iterator[tuple[str, bytes]]:
    for told in json.loads((folder / "pages.json").read_text(encoding="utf-8")):
        if told["entity"] is not None:
            yield told["entity"], Path(told["path"]).read_bytes()


JOBS: dict[str, Job] = {
    "pull": prepare_pull,
    "decode": prepare_decode,
    "fetch": prepare_fetch,
    "json": prepare_json,
    "sdk": prepare_sdk,
}


def main() -> None:
    """Set up, measure, and print the figures."""
    job, platform, url, folder = sys.argv[1:5]
    work = JOBS[job](platform, url, Path(folder))
    before, begun = _peak(), time.process_time()
    told = work()
    seconds = time.process_time() - begun
    print(json.dumps({"cpu": seconds, "peak": _peak(), "before": before, **told}))


def _peak() -> int:
    """The most memory this process ever held, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # ru_maxrss of a child begins at what its parent held when it was started
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    main()
