"""What was said and heard, kept: transcripts and recordings."""
