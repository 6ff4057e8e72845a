"""What comes into the company's mailbox: matched to customers, and what it changes."""
