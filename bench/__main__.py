"""`make bench`: the budgets of design §8, each beside the limit that it is measured against.

Then the index at 10⁴ and 10⁵ articles (`python -m bench.scale` goes on to 10⁶), and Slack and Telegram: their
speed beside a bare SDK's, and real questions through each way of receiving. Last the processes: what
durability costs, the webhook, two workers against one, and a short look at memory (`python -m bench.memory`
asks all of its 50,000 questions).
"""

import asyncio
import sys
from pathlib import Path

from bench import durability, library, memory, messengers, scale, webhook, workers
from bench.library import ARCHIVE

SOME = 5_000
"""Questions of the short look at memory."""


def main() -> None:
    archive = Path(sys.argv[1]) if len(sys.argv) > 1 else ARCHIVE
    if not archive.exists():
        sys.exit(f"no library to measure with: {archive} is not there (python -m bench ARCHIVE)")
    library.main(archive)
    scale.main(archive, scale.SMALL, keep=None)
    faults = messengers.main(archive)
    asyncio.run(durability.main())
    kept = [asyncio.run(bench) for bench in (webhook.main(), workers.main(), memory.main(SOME))]
    if faults or not all(kept):
        sys.exit(1)


if __name__ == "__main__":
    main()
