"""Medicine: a stand-alone question in, a cited answer out. No people, no platform, no chat."""
