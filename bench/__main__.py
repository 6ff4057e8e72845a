"""All benchmarks: `make bench`, or `python -m bench [--invoices N] [--json]`."""

import argparse
import json

from rich.console import Console

from bench import decide, pull, simulate, unchanged


def main() -> None:
    """Measure everything, one thing at a time, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--invoices", type=int, default=pull.INVOICES, help="of the pull; its memory also at 4 x"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    asked = parser.parse_args()
    pulls = [pull.measure(platform, asked.invoices) for platform in pull.PLATFORMS]
    syncs = [unchanged.measure(platform) for platform in unchanged.BUDGETS]
    decided = decide.measure()
    simulated = simulate.measure()
    beside = simulate.sampled()
    if asked.json:
        told = {
            "pull": [pull.as_json(one) for one in pulls],
            "unchanged": unchanged.as_json(syncs),
            "decide": decide.as_json(decided),
            "simulate": simulate.as_json(simulated),
            "simulate_beside_every_day": simulate.sample_as_json(beside),
        }
        print(json.dumps(told, indent=1))
        return
    console = Console()
    pull.show(console, pulls)
    console.print(unchanged.table(syncs))
    console.print(decide.table(decided))
    console.print(simulate.table(simulated))
    console.print(simulate.sample_table(beside))


if __name__ == "__main__":
    main()
