"""`make bench`: the budgets of design §8, each beside the limit that it is measured against.

Then the index at 10⁴ and 10⁵ articles (`python -m bench.scale` goes on to 10⁶), and Slack and Telegram: their
speed beside a bare SDK's, and real questions through each way of receiving.
"""

import sys
from pathlib import Path

from bench import library, messengers, scale
from bench.library import ARCHIVE


def main() -> None:
    archive = Path(sys.argv[1]) if len(sys.argv) > 1 else ARCHIVE
    if not archive.exists():
        sys.exit(f"no library to measure with: {archive} is not there (python -m bench ARCHIVE)")
    library.main(archive)
    scale.main(archive, scale.SMALL, keep=None)
    if messengers.main(archive):
        sys.exit(1)


if __name__ == "__main__":
    main()
