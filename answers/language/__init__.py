"""Language models: what they are asked, and that they may be slow, wrong or away."""
