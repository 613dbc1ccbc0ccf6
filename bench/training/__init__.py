"""Trains the match model: `make train`, which installs what it needs."""
