"""What a shop's book-keeping is. Pure: no I/O, no clock, no logging."""
