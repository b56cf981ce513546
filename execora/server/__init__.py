"""The doors: HTTP, WebSocket, the page."""
