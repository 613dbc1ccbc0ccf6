"""People and time: conversations, the guard, wording, delivery. No platform."""
