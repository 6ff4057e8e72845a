"""Runs: pull, cases, decide, gate, outbox, deliver, store, schedule."""
