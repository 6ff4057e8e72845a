"""The parts of the engine, each one question about a case."""
