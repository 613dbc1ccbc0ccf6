"""Passages of sources' own text: what answers other than approved ones are made of."""
