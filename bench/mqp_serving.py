"""Serving on MQP: every question_1 is an article, every question_2 is asked.

    python -m bench.mqp_serving MQP.csv

Labelled 1 it must get its article, labelled 0 nothing: `curbside eval library` over a library made of them.
The shipped model was trained on the development half, so only the other half says what it is worth.
"""

import csv
import json
import sys
import tempfile
from pathlib import Path

from bench.measuring import run

ADDRESS = "https://example.org/questions/{}"


def main() -> None:
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    titles = list(dict.fromkeys(row["question_1"] for row in rows))
    ids = {title: f"q{number}" for number, title in enumerate(titles)}
    articles = [
        {
            "external_id": ids[title],
            "question": title,
            "answer": "See the page.",
            "url": ADDRESS.format(number),
        }
        for number, title in enumerate(titles)
    ]
    labels = [
        {
            "question": row["question_2"],
            "external_id": ids[row["question_1"]] if row["same_answer"] == "1" else None,
        }
        for row in rows
    ]
    with tempfile.TemporaryDirectory(prefix="curbside-mqp-") as folder:
        home = Path(folder)
        for name, records in (("articles", articles), ("labels", labels)):
            lines = "".join(json.dumps(record) + "\n" for record in records)
            (home / f"{name}.jsonl").write_text(lines, encoding="utf-8")
        library = home / "data"
        what = ("articles", "import", str(home / "articles.jsonl"), "--format", "jsonl")
        for command in ((*what, "--release-as", "Bench"), ("eval", "library", str(home / "labels.jsonl"))):
            print(run(*command, data_dir=library, sample=False).stdout, end="")


if __name__ == "__main__":
    main()
