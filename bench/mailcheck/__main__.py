"""`make mailcheck`: the shipped letters before spam rules, mail readers and your own eyes."""

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.mailcheck import readers, screens, spam
from bench.mailcheck.samples import Sample, samples


def main() -> None:
    """Check every letter; exit 1 when one scores too much or uses what a reader does not know."""
    parser = argparse.ArgumentParser(prog="python -m bench.mailcheck", description=__doc__)
    parser.add_argument(
        "--out", type=Path, default=Path("mailcheck"), help="for pages and pictures"
    )
    parser.add_argument("--only", default="", help="letters whose name contains this")
    parser.add_argument("--no-pictures", action="store_true")
    asked = parser.parse_args()
    pages = asked.out / "pages"
    pages.mkdir(parents=True, exist_ok=True)
    chosen = [sample for sample in samples(asked.out) if asked.only in sample.name]
    console = Console()
    good = _spam(console, chosen) & _readers(console, chosen, pages)
    if not asked.no_pictures:
        for picture in screens.take(chosen, pages.resolve(), asked.out.resolve()):
            console.print(f"to look at: {picture}")
    sys.exit(0 if good else 1)


def _spam(console: Console, chosen: list[Sample]) -> bool:
    found = spam.scores(chosen)
    worst = sorted(found, key=lambda score: -score.points)
    table = Table(
        "letter", "score", "rules", title=f"SpamAssassin, {len(found)} letters: the highest"
    )
    for score in worst[:8]:
        table.add_row(score.name, f"{score.points:.1f}", score.rules)
    console.print(table)
    return worst[0].points <= spam.MOST


def _readers(console: Console, chosen: list[Sample], pages: Path) -> bool:
    files = []
    for sample in chosen:
        files.append(pages / f"{sample.name}.html")
        files[-1].write_text(sample.rendered.html, encoding="utf-8")
    found = readers.unknown_features(files)
    table = Table("not known to", "letters", "because", title="Gmail, and Outlook for Windows")
    for one in found:
        table.add_row(one.feature, str(one.letters), one.because or "[red]not explained[/red]")
    console.print(table)
    return all(one.because for one in found)


if __name__ == "__main__":
    main()
