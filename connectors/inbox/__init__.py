"""The company's own mailbox: what customers write back, and what could not be delivered."""
