"""The Xero dialect of the sandbox: one organisation, its API and its sign-in."""
