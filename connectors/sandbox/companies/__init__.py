"""Two invented companies with two years of history, one for each platform."""
