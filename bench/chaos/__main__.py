"""`make chaos`: the full form, 2,000 questions; `--small` is the one that `make verify` runs.

    python -m bench.chaos [--small] [--seed N] [--keep]

Prints the counts and ends with 1 where there is a fault; then the logs of all processes are kept.
"""

import argparse
import sys

from bench.chaos.run import FULL, SMALL, main


def parsed() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m bench.chaos")
    parser.add_argument("--small", action="store_true", help="200 questions, about a minute")
    parser.add_argument("--seed", type=int, help="the plan and the weather of an earlier run")
    parser.add_argument("--keep", action="store_true", help="keep the logs of a run without faults too")
    return parser.parse_args()


if __name__ == "__main__":
    asked = parsed()
    sys.exit(bool(main(SMALL if asked.small else FULL, asked.seed, keep=asked.keep)))
