"""An Engine.IO session: what waits on each side, what carries it, and whether anybody is still there."""
