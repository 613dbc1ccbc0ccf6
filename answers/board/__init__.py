"""What waits for the board: answers that an engine wrote, and questions that nothing answers."""
