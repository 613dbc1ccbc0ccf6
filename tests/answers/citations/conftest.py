"""What tests of the citation check share."""

import pytest

from answers.citations.check import CitationCheck
from answers.search.encoder import MiniLm


@pytest.fixture(scope="session")
def check(encoder: MiniLm) -> CitationCheck:
    return CitationCheck(encoder)
