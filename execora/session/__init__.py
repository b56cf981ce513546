"""One connection: what is said over it, what runs for it, and what it is told."""
