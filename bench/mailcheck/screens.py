"""Pictures of the letters, to be looked at: all letters of a set and language on one sheet."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby, product
from pathlib import Path

from bench.mailcheck.samples import Sample

WIDTHS = (360, 800)
SCHEMES = {"light": 1, "dark": 0}
"""With the number that Chromium's `preferredColorScheme` has for it."""
HEIGHT = 1200
COLUMNS = {360: 4, 800: 2}


def take(samples: Sequence[Sample], pages: Path, folder: Path) -> Iterable[Path]:
    """One picture per set, language, width and scheme; nothing where there is no Chromium."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        return
    for (base, locale), those in groupby(sorted(samples, key=_sheet_of), key=_sheet_of):
        names = [sample.name for sample in those]
        for width, scheme in product(WIDTHS, SCHEMES):
            sheet = pages / f"sheet-{base}-{locale}-{width}.html"
            sheet.write_text(_sheet(names, width), encoding="utf-8")
            picture = folder / f"{base}-{locale}-{width}-{scheme}.png"
            rows = -(-len(names) // COLUMNS[width])
            _shoot(browser, sheet, picture, size=(COLUMNS[width] * (width + 12), rows * HEIGHT))
            yield picture


def _sheet_of(sample: Sample) -> tuple[str, str]:
    return sample.base, sample.locale


def _sheet(names: Sequence[str], width: int) -> str:
    frames = "".join(
        f'<iframe src="{escape(name)}.html" width="{width}" height="{HEIGHT - 12}"></iframe>'
        for name in names
    )
    style = "body{margin:0}iframe{border:1px solid #888;margin:4px;float:left}"
    return f'<meta name="color-scheme" content="light dark"><style>{style}</style>{frames}'


def _shoot(browser: str, page: Path, picture: Path, *, size: tuple[int, int]) -> None:
    scheme = SCHEMES[picture.stem.rpartition("-")[2]]
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                browser,
                *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
                *("--disable-background-networking", "--disable-sync", "--no-first-run"),
                f"--user-data-dir={profile}",
                f"--blink-settings=preferredColorScheme={scheme}",
                f"--window-size={size[0]},{size[1]}",
                f"--screenshot={picture}",
                page.as_uri(),
            ],
            capture_output=True,
            check=True,
        )
