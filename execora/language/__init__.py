"""Words to readings, and values to words. Pure: no I/O, no clock, no logging."""
