"""Where articles, their review and their vectors are kept."""
