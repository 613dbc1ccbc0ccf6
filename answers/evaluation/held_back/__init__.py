"""Lies and passages that were written after the citation check was frozen, and never tuned on.

By another hand than the check's: the templates were written without a look at its rules, knowing the form of
the others only. Drugs are real, regimens are made up and must not be used.
"""
