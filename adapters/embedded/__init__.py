"""What the embedded default keeps in the data directory: a key file and a Redis-protocol server."""
