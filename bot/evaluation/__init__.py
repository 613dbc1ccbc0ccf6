"""Quality of conversation, measured on dialogues."""
