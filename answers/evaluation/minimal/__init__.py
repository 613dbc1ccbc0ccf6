"""Minimal pairs: a question that an article answers, and its twin with one thing changed that it does not.

The phrasings stand beside this file as text, written by hand; articles come from an imported MedQuAD and
the starter library. Nothing here is needed to answer a question.
"""
