"""The rungs of the ladder: each gives a cited answer or passes the question on."""
