"""What training made: the match model (docs/match-model.md)."""
