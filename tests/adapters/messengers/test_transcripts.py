"""The conversations in the docs are what a person sees today, by each way of receiving."""

from pathlib import Path

from tests.adapters.messengers.transcripts import PAGE, page


async def test_the_page_shows_what_each_way_of_receiving_shows(library: Path) -> None:
    for ways, shown in (await page(library)).items():
        assert shown == PAGE.read_text(), f"{ways}: python -m tests.adapters.messengers.transcripts"
