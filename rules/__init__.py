"""Decides. Pure: no network, no clock, no disk, no database; `today` is an argument."""
