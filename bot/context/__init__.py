"""What a conversation was about: the last exchanges, for a while."""
