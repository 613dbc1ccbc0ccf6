"""Which approved articles could answer a question: lexical, semantic, fused."""
