"""The first pull of N invoices over HTTP, beside bare json.loads and each SDK's own decoding.

The sandbox answers from a process of its own; each job is measured in one of its own as well. All
read the same bytes: json.loads and the SDKs get what the pull got, a page at a time.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.office import open_house, sandbox
from bench.pages import record, recorded

INVOICES = 25_000
ROUNDS = 3
"""Of each job the quickest counts: what else the machine does only ever adds."""
BUDGET = 3.0
"""CPU of the pull, in times of json.loads on the same bytes."""
PLATFORMS = ("quickbooks", "xero")
WORDS = {
    "json": "json.loads, a page at a time",
    "sdk": "the SDK's own decoding",
    "fetch": "fetch the bytes, no more",
    "decode": "fetch and decode to facts",
    "pull": "the pull: fetch, decode, store",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job's figures; memory in bytes."""

    cpu: float
    peak: int
    before: int
    """The peak when the work began: interpreter and imports."""
    told: Mapping[str, Any]

    @property
    def grew(self) -> int:
        """What the work itself added to the peak."""
        return self.peak - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One platform's figures."""

    platform: str
    invoices: int
    pages: Mapping[str, int]
    """Calls by entity, as counted in the recorded pull."""
    records: Mapping[str, int]
    jobs: Mapping[str, Job]
    four: Job
    """The pull of four times as many invoices."""

    @property
    def size(self) -> int:
        """Bytes of all answers."""
        return int(self.jobs["json"].told["bytes"])

    def times_json(self, name: str) -> float:
        """A job's CPU, in times of json.loads."""
        return self.jobs[name].cpu / self.jobs["json"].cpu

    @property
    def decode_and_store(self) -> float:
        """The pull's CPU without that of fetching, in times of json.loads: the budget's figure."""
        pull, fetch = self.jobs["pull"].cpu, self.jobs["fetch"].cpu
        return (pull - fetch) / self.jobs["json"].cpu

    @property
    def memory_times_json(self) -> float:
        """What the pull adds to its peak, in times of what json.loads adds."""
        return self.jobs["pull"].grew / self.jobs["json"].grew


def measure(platform: str, invoices: int) -> Figures:
    """Every job against one sandbox, the quickest of three rounds; then the pull of 4 x N."""
    with tempfile.TemporaryDirectory(prefix="goodterms-bench-") as name:
        folder = Path(name)
        with sandbox(platform, invoices) as url:
            kept = _folder(folder, "recorded")
            record(open_house(kept, platform, url), kept)
            rounds = [_round(platform, url, folder, kept) for _ in range(ROUNDS)]
            jobs = {job: min((r[job] for r in rounds), key=lambda run: run.cpu) for job in WORDS}
            pages = Counter(page.entity for page in recorded(kept) if page.entity)
            records = _records(kept, platform)
        with sandbox(platform, 4 * invoices) as url:
            four = _run("pull", platform, url, _folder(folder, "four"))
    return Figures(
        platform=platform,
        invoices=invoices,
        pages=dict(pages),
        records=records,
        jobs=jobs,
        four=four,
    )


def _round(platform: str, url: str, folder: Path, kept: Path) -> dict[str, Job]:
    """Every job once, one after another; those with a store in a fresh folder."""
    own = {job: _folder(folder, job) for job in ("decode", "pull")}
    return {job: _run(job, platform, url, own.get(job, kept)) for job in WORDS}


def _folder(within: Path, name: str) -> Path:
    return Path(tempfile.mkdtemp(prefix=name, dir=within))


def _run(job: str, platform: str, url: str, folder: Path) -> Job:
    command = [sys.executable, "-m", "bench.work", job, platform, url, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{job} on {platform} failed:\n{done.stderr}")
    told = json.loads(done.stdout)
    return Job(cpu=told.pop("cpu"), peak=told.pop("peak"), before=told.pop("before"), told=told)


def _records(folder: Path, platform: str) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for page in recorded(folder):
        if page.entity is not None:
            answer = json.loads(page.read())
            rows = answer["QueryResponse"] if platform == "quickbooks" else answer
            found[page.entity] += len(rows.get(page.entity, []))
    return dict(found)


def least_calls(records: int) -> int:
    """Pages of a thousand; that there is nothing takes a call to know, too."""
    return max(1, -(-records // 1000))


def calls_table(figures: Figures) -> Table:
    """Calls per entity against ceil(N / 1000)."""
    pull = figures.jobs["pull"].told
    title = (
        f"{figures.platform}: first pull of {figures.invoices:,} invoices, {pull['calls']} calls"
    )
    shown = Table(title=title)
    for name in ("entity", "records", "calls", "ceil(N/1000)"):
        shown.add_column(name, justify="left" if name == "entity" else "right")
    for entity, count in sorted(figures.records.items()):
        least = least_calls(count)
        shown.add_row(entity, f"{count:,}", str(figures.pages[entity]), str(least))
    return shown


def cost_table(figures: Figures) -> Table:
    """CPU and memory, each beside json.loads."""
    size = figures.size / 1e6
    shown = Table(title=f"{figures.platform}: {size:.1f} MB of JSON, each job in its own process")
    for name in ("job", "CPU s", "x json.loads", "peak MB", "above start MB", "x json.loads"):
        shown.add_column(name, justify="left" if name == "job" else "right")
    base = figures.jobs["json"]
    for name, words in WORDS.items():
        job = figures.jobs[name]
        shown.add_row(words, *_cells(job, base, figures.times_json(name)))
    shown.add_row(f"the pull of 4 x {figures.invoices:,}", *_cells(figures.four, base, None))
    return shown


def _cells(job: Job, base: Job, times: float | None) -> tuple[str, ...]:
    return (
        f"{job.cpu:.2f}",
        "" if times is None else f"{times:.2f}",
        f"{job.peak / 1e6:.0f}",
        f"{job.grew / 1e6:.1f}",
        f"{job.grew / base.grew:.2f}",
    )


def verdict(figures: Figures) -> str:
    """The figures that the budgets are about, in one sentence."""
    more = figures.four.grew / figures.jobs["pull"].grew
    return (
        f"{figures.platform}: decode and store cost {figures.decode_and_store:.2f} x json.loads "
        f"(budget {BUDGET:g}), with HTTP {figures.times_json('pull'):.2f} x; the SDK's decoding "
        f"alone {figures.times_json('sdk'):.2f} x. Four times the invoices took {more:.2f} x the "
        "memory above the start."
    )


def as_json(figures: Figures) -> dict[str, object]:
    """The figures for another program."""
    return {
        "platform": figures.platform,
        "invoices": figures.invoices,
        "bytes": figures.size,
        "calls": figures.jobs["pull"].told["calls"],
        "entities": {
            entity: {
                "records": count,
                "calls": figures.pages[entity],
                "least": least_calls(count),
            }
            for entity, count in sorted(figures.records.items())
        },
        "jobs": {name: _job_json(job) for name, job in figures.jobs.items()},
        "pull_of_4n": _job_json(figures.four),
        "cpu_ratios": {name: round(figures.times_json(name), 3) for name in WORDS},
        "decode_and_store_ratio": round(figures.decode_and_store, 3),
        "memory_ratio": round(figures.memory_times_json, 3),
        "memory_4n_to_n": round(figures.four.grew / figures.jobs["pull"].grew, 3),
        "budget_ratio": BUDGET,
    }


def _job_json(job: Job) -> dict[str, object]:
    told = {"cpu_seconds": round(job.cpu, 3), "peak_bytes": job.peak, "start_bytes": job.before}
    return told | dict(job.told)


def show(console: Console, all_figures: Sequence[Figures]) -> None:
    """Print everything as people read it."""
    for figures in all_figures:
        console.print(calls_table(figures))
        console.print(cost_table(figures))
        for page, count in figures.jobs["sdk"].told.get("failed_pages", {}).items():
            console.print(f"  the SDK could not read {count} pages of {page}")
        console.print(verdict(figures))


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.pull", description=__doc__)
    parser.add_argument("--invoices", type=int, default=INVOICES)
    parser.add_argument("--platform", choices=PLATFORMS, action="append")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    asked = parser.parse_args()
    figures = [measure(platform, asked.invoices) for platform in asked.platform or PLATFORMS]
    if asked.json:
        print(json.dumps([as_json(one) for one in figures], indent=1))
    else:
        show(Console(), figures)


if __name__ == "__main__":
    main()
