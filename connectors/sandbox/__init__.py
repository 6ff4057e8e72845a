"""One loopback server that speaks both vendors' APIs, for the demo, the tests and trials."""
