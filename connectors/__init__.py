"""Speaks to the outside: both ledgers, mail, and a sandbox that stands in for both vendors."""
