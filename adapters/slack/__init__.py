"""Slack as a messenger."""
