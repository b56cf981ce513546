"""What was said and heard, kept: recordings."""
