"""What Redis and PostgreSQL must be for nothing to be lost, and what waits: looked at, judged, in words."""
