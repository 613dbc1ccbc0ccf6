"""Platforms and the environment: terminal, web, settings, and the composition root."""
