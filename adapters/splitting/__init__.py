"""A reply as messages of limited size: what is the same for every messenger that has limits. Pure."""
