"""The pace and the cache of calls to services outside, shared by all processes through Redis."""
