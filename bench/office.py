"""A sandbox in a process of its own, and the house opened on it as a user's process would."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bench.books import COMPANIES
from sync.config import load_settings
from sync.connect import connect_company
from sync.demo import REFRESH_TOKEN
from sync.house import Opener


@contextmanager
def sandbox(platform: str, invoices: int) -> Iterator[str]:
    """Serve a company with so many invoices; gives the address."""
    command = [sys.executable, "-m", "bench.serve", platform, str(invoices)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            url = server.stdout.readline().strip() if server.stdout else ""
            if not url:
                raise RuntimeError(f"The sandbox for {platform} did not start.")
            yield url
        finally:
            server.terminate()


def open_house(folder: Path, platform: str, url: str) -> Opener:
    """A fresh configuration and store in the folder, connected."""
    ledger = {
        "platform": platform,
        "company": COMPANIES[platform][0],
        "client_id": "bench",
        "api_url": url,
        "auth_url": url,
    }
    lines = ["[ledger]", *(f"{key} = {json.dumps(value)}" for key, value in ledger.items())]
    config = folder / "goodterms.toml"
    config.write_text("\n".join([*lines, ""]), encoding="utf-8")
    settings = load_settings(config)
    opener = Opener(replace(settings, ledger=replace(settings.ledger, client_secret=REFRESH_TOKEN)))
    if opener.tokens.load() is None:
        connect_company(opener, REFRESH_TOKEN, browser=False, say=lambda _: None)
    return opener
