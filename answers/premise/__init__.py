"""What a question takes for granted, and whether sources say the opposite of it."""
