"""Mail: one message put together, and the channels that carry it."""
