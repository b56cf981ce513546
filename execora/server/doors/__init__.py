"""One file for each dialect: pure functions between what is on the wire and what the session knows."""
