"""The bot over HTTP: its health, and the pages that replies point to."""
