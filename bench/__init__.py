"""The benchmarks; run by hand with `make bench`, never a gate in the tests."""
