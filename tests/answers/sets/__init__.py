"""Questions and texts written for these tests, a line each; `label|text` where they are labelled."""

from pathlib import Path


def lines(name: str) -> list[str]:
    return [row for row in (Path(__file__).parent / f"{name}.txt").read_text("utf-8").splitlines() if row]


def labelled(name: str) -> list[tuple[str, str]]:
    """(label, text)"""
    return [(label, text) for label, _, text in (row.partition("|") for row in lines(name))]
