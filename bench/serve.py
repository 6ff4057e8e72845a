"""Serves the benchmark's company from a process of its own: `python -m bench.serve xero 25000`."""

import sys

from bench.books import company
from connectors.sandbox.server import Sandbox
from sync.demo import books_of


def main() -> None:
    """Print the address, then answer until the process is ended."""
    platform, invoices = sys.argv[1], int(sys.argv[2])
    sandbox = Sandbox(books_of(platform, company(platform, invoices)))
    sandbox.serve_forever(lambda url: print(url, flush=True))


if __name__ == "__main__":
    main()
