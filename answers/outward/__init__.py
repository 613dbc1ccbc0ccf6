"""What calls to services outside have in common, whichever process makes them: a pace and a cache."""
