"""What sound is here: its forms, frames, turns and echoes. Nothing in here waits, and nothing knows a network."""
