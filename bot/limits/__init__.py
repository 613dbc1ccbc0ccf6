"""How much one person and one workspace may ask: counted by all processes together."""
