"""The outside world, one adapter a file, and what chooses between them. None knows another."""
