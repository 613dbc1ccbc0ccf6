"""A chat endpoint that does what a script says, right or wrong."""
