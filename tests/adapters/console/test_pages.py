"""The page of the engine's answers is what a person sees today."""

from tests.adapters.console.pages import PAGE, page


def test_the_page_shows_what_the_terminal_shows() -> None:
    assert page() == PAGE.read_text(), "python -m tests.adapters.console.pages"
