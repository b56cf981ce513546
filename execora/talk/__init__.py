"""A terminal client: type or say what you would say to a shop, and watch what becomes of it."""
