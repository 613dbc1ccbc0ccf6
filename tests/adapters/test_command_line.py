"""The command-line contract (design §7), with the real command in processes of its own."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from adapters.commands.doctor import CHECKS
from bot import wording

ASKED = "What are the treatment options for osteosarcoma with lung metastases?"
FIELDS = {
    "id", "origin", "question", "not_accounted_for", "article", "probability", "candidates", "suggestions",
    "text", "statements", "references", "banner", "disclaimer", "guard", "elapsed_ms",
    "lacking", "caveats", "newer", "disagreements", "premise", "premise_denied", "personal",
    "out_of_scope", "degraded", "writer", "evidence",
}  # fmt: skip


def curbside(
    home: Path, *arguments: str, text: str | None = None, **extra: str
) -> subprocess.CompletedProcess[str]:
    """Run the command over a data directory."""
    return subprocess.run(
        [sys.executable, "-m", "adapters", *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(home), "CURBSIDE_DATA_DIR": str(home)} | extra,
        input=text, text=True, capture_output=True, check=False, timeout=50,
    )  # fmt: skip


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the starter library, made once."""
    home = tmp_path_factory.mktemp("prepared")
    assert curbside(home, "ask", "--json", ASKED).returncode == 0
    return home


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path / "home"))


def asked(home: Path, *arguments: str) -> Any:
    done = curbside(home, "ask", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_answer_has_the_fields_of_the_contract(home: Path) -> None:
    answer = asked(home, ASKED)
    assert set(answer) == FIELDS - {"id"}
    assert (answer["origin"], answer["guard"]) == ("approved", None)
    article = answer["article"]
    assert article["external_id"] == "osteosarcoma-lung-metastases-treatment"
    assert article["approval"]["basis"] == "sample"
    assert set(article) == {
        "id", "external_id", "version", "question", "applies_to", "approval", "evidence_to", "reviewed",
        "review_due",
    }  # fmt: skip
    assert {statement["section"] for statement in answer["statements"]} == {
        "bottom_line", "guidelines", "research", "body",
    }  # fmt: skip
    numbers = {reference["n"] for reference in answer["references"]}
    for statement in answer["statements"]:
        assert set(statement) == {"text", "section", "heading", "citations", "grade", "must_show"}
        assert statement["citations"]
        assert set(statement["citations"]) <= numbers
    assert set(answer["references"][0]) == {
        "n", "title", "kind", "issuer", "country", "year", "url", "doi", "pmid", "retraction", "checked",
    }  # fmt: skip
    assert 1 <= len(answer["candidates"]) <= 10
    assert answer["candidates"][0]["external_id"] == article["external_id"]
    assert answer["banner"].startswith("Sample content, not reviewed by clinicians")
    assert answer["disclaimer"] in answer["text"]


def test_the_evidence_is_printed_where_it_is_asked_for(home: Path) -> None:
    for arguments, times in (((ASKED,), 0), ((ASKED, "--evidence"), 1)):
        done = curbside(home, "ask", *arguments)
        assert done.returncode == 0, done.stderr
        assert " ".join(done.stdout.split()).count(wording.NO_PASSAGES) == times


def test_where_nothing_answers_the_exit_is_still_0(home: Path) -> None:
    answer = asked(home, "Who won the chess championship of Reykjavik?")
    assert (answer["origin"], answer["article"], answer["statements"]) == ("none", None, [])


def test_a_batch_is_answered_in_order_and_goes_on_after_bad_lines(home: Path) -> None:
    rows = [
        {"id": 1, "text": ASKED},
        {"id": "two", "text": "what about children?", "earlier": [ASKED]},
        {"id": 3, "text": "  "},
        {"id": 4},
        {"id": 5, "text": "and radiotherapy?", "earlier": [ASKED, "what about children?"]},
        {"id": 6, "text": "I want to kill myself"},
    ]
    lines = [json.dumps(row) for row in rows]
    lines.insert(3, "not json")
    done = curbside(home, "ask", "--json", "--batch", "-", text="\n".join([*lines, ""]))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [answer["id"] for answer in answers] == [1, "two", 3, None, 4, 5, 6]
    for number in (2, 3, 4):
        assert set(answers[number]) == {"id", "error"}
    assert answers[1]["question"].endswith("lung metastases in children?")
    assert answers[5]["article"]["external_id"] == "osteosarcoma-radiotherapy-role"
    assert answers[6]["guard"] == "self_harm"
    assert all(set(answers[n]) == FIELDS for n in (0, 1, 5, 6))


def test_a_batch_of_good_lines_exits_0_and_says_nothing_else_on_stdout(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps({"id": n, "text": "How is gout treated?"}) for n in range(12)))
    done = curbside(home, "ask", "--json", "--batch", str(file), "--audience", "patient")
    assert done.returncode == 0
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == list(range(12))


def test_an_id_comes_back_as_it_was_given_or_the_line_is_bad(home: Path) -> None:
    given = [0, "", None, "é\u2028", {"a": [1]}, 1.5, True]
    bad = [
        '{"id": "\\ud800", "text": "gout"}',
        '{"id": NaN, "text": "gout"}',
        '{"id": 1e999, "text": "gout"}',
    ]
    lines = [*bad, '{"id": 7, "text": "\\ud800"}', *(json.dumps({"id": i, "text": "?"}) for i in given)]
    done = curbside(home, "ask", "--json", "--batch", "-", text="\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.split("\n") if line]
    assert [answer["id"] for answer in answers] == [None, None, None, 7, *given]
    assert all("error" in answer for answer in answers[:4])
    assert not any("error" in answer for answer in answers[4:])
    assert done.returncode == 1


def test_a_new_key_is_one_that_the_settings_take(home: Path) -> None:
    made = curbside(home, "key")
    assert made.returncode == 0
    used = curbside(home, "doctor", CURBSIDE_ENCRYPTION_KEYS=made.stdout.strip())
    assert "✓ encryption keys: 1, current k" in used.stdout


def record(external_id: str, **fields: object) -> str:
    return json.dumps(
        {
            "external_id": external_id,
            "question": f"How is {external_id} treated?",
            "answer": "Rest helps. Water helps too.",
            "url": "https://example.org/page",
            **fields,
        }
    )


def test_an_article_goes_from_import_through_review_to_withdrawal(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "new.jsonl"
    file.write_text(record("hiccups") + "\n{broken\n" + record("hiccups") + "\n")
    done = curbside(home, "articles", "import", str(file), "--format", "jsonl", "--json")
    counts = json.loads(done.stdout)
    assert (counts["imported"], sum(counts["skipped"].values())) == (1, 2)
    assert asked(home, "How is hiccups treated?")["origin"] == "none"
    assert "Not approved: submitted" in curbside(home, "articles", "show", "hiccups").stdout

    by = ("--by", "Dr Ada Example")
    approve = ("articles", "approve", "hiccups", "--version", "1", *by, "--credential", "MD")
    refused = curbside(home, *approve)
    assert refused.returncode == 2
    assert "submitted" in refused.stderr
    for step in (("articles", "review", "hiccups", *by), approve):
        assert curbside(home, *step).returncode == 0
    answer = asked(home, "How is hiccups treated?")
    assert answer["article"]["approval"]["basis"] == "individual"
    assert answer["banner"].startswith("Approved · reviewed by Dr Ada Example, MD · v1")

    assert curbside(home, "articles", "withdraw", "hiccups", *by, "--note", "outdated").returncode == 0
    assert asked(home, "How is hiccups treated?")["article"] is None
    history = curbside(home, "articles", "history", "hiccups").stdout
    assert history.index("submitted") < history.index("under_review") < history.index("withdrawn")
    assert "outdated" in history


def test_a_bulk_release_says_so_and_the_same_import_changes_nothing(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "collection.jsonl"
    file.write_text(record("hiccups"))
    command = (
        "articles",
        "import",
        str(file),
        "--format",
        "jsonl",
        "--release-as",
        "Dr Ada Example",
        "--json",
    )
    assert json.loads(curbside(home, *command).stdout)["imported"] == 1
    again = json.loads(curbside(home, *command).stdout)
    assert (again["imported"], again["updated"], again["unchanged"]) == (0, 0, 1)
    answer = asked(home, "How is hiccups treated?")
    assert answer["article"]["approval"] == {
        "basis": "bulk", "by": "Dr Ada Example", "at": answer["article"]["approval"]["at"],
    }  # fmt: skip
    assert answer["banner"].startswith("Released by Dr Ada Example from collection.jsonl, not individually")


def test_the_list_and_one_article_can_be_looked_at(home: Path) -> None:
    rows = [json.loads(line) for line in curbside(home, "articles", "list", "--json").stdout.splitlines()]
    assert len(rows) == 50
    assert {row["basis"] for row in rows} == {"sample"}
    shown = curbside(home, "articles", "show", "gout-treatment")
    assert shown.returncode == 0
    assert "for patients" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("articles", "import", "/nowhere/x", "--format", "jsonl"), "/nowhere/x"),
        (("articles", "show", "no-such-article"), "articles list"),
        (("ask",), "QUESTION"),
        (("ask", " "), "empty"),
        (("ask", "--json", "--batch", "/nowhere/x"), "cannot be read"),
        (("eval", "liveqa", "--archive", "/nowhere/x"), "LiveQA"),
    ],
)
def test_bad_input_is_said_on_stderr_without_a_trace(
    home: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = curbside(home, *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "many", "PORT"),
        ("CURBSIDE_COUNTRY", "Utopia", "CURBSIDE_COUNTRY"),
        ("CURBSIDE_ENCRYPTION_KEYS", "nonsense", "curbside key"),
        ("CURBSIDE_ENCRYPTION_KEYS", "k1:short", "curbside key"),
        ("REDIS_URL", "nonsense", "REDIS_URL"),
        ("DATABASE_URL", "mysql://db/curbside", "DATABASE_URL"),
        ("CURBSIDE_DATA_DIR", "/dev/null/below", "CURBSIDE_DATA_DIR"),
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none", "CURBSIDE_ENCRYPTION_KEYS"),
    ],
)
def test_a_wrong_setting_is_named(home: Path, name: str, value: str, said: str) -> None:
    done = curbside(home, "chat", text="", **{name: value})
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_finds_a_healthy_home_and_the_key_is_for_nobody_else(home: Path) -> None:
    done = curbside(home, "doctor")
    assert done.returncode == 0, done.stdout
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert all(line.startswith("✓ ") for line in lines)
    assert {line[2:].partition(":")[0] for line in lines} >= set(CHECKS)
    assert stat.S_IMODE((home / "encryption.key").stat().st_mode) == 0o600
    (home / "encryption.key").chmod(0o644)
    sick = curbside(home, "doctor")
    assert sick.returncode == 1
    assert "chmod 600" in sick.stdout


def test_a_conversation_from_a_pipe(home: Path) -> None:
    said = [
        ASKED,
        "and radiotherapy?",
        "treatment of gout in pregnancy",
        "1",
        "/full",
        "7",
        "/nonsense",
        "/policy",
    ]
    done = curbside(home, "chat", text="\n".join([*said, ""]))
    assert done.returncode == 0, done.stderr
    assert "Answering: What is the role of radiotherapy in osteosarcoma with lung metastases?" in " ".join(
        done.stdout.split()
    )
    assert "You chose this article" in done.stdout
    assert "I don't know /nonsense" in done.stdout
    assert done.stdout.count("Sample content, not reviewed by clinicians") >= 4
    assert not (home / "redis" / "server.sock").exists()


def test_without_the_sample_library_there_is_nothing_to_serve(tmp_path: Path) -> None:
    done = curbside(tmp_path, "ask", "--json", ASKED, CURBSIDE_SAMPLE_LIBRARY="0")
    answer = json.loads(done.stdout)
    assert (answer["origin"], answer["candidates"]) == ("none", [])


def test_what_people_type_is_nowhere_on_the_disk_in_clear(home: Path) -> None:
    curbside(home, "chat", text="How is xylophobia treated?\n")
    for file in home.rglob("*"):
        if file.is_file():
            assert b"xylophobia" not in file.read_bytes(), file


def test_pairs_are_judged_in_order_and_a_bad_line_is_an_answer(home: Path) -> None:
    rows = [
        {"id": "same", "asked": "How do you treat gout?", "candidate": "What are the treatments for gout?"},
        {"id": "bad", "asked": " ", "candidate": "What is gout?"},
        {"id": 3, "asked": "What causes gout?", "candidate": "How is measles prevented?"},
    ]
    done = curbside(home, "match", "--batch", "-", text="\n".join(map(json.dumps, rows)))
    first, second, third = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 1
    assert set(first) == {"id", "probability"}
    assert (first["id"], third["id"]) == ("same", 3)
    assert first["probability"] > 0.5 > third["probability"]
    assert second["id"] == "bad"
    assert second["error"].startswith("asked:")


def test_the_match_is_measured_on_labelled_pairs(home: Path, tmp_path: Path) -> None:
    labels = tmp_path / "pairs.jsonl"
    rows = [
        {"chq": "How do you treat gout?", "faq": "What are the treatments for gout?", "entails": True},
        {"chq": "What causes gout?", "faq": "How is measles prevented?", "entails": False},
    ]
    labels.write_text("\n".join(map(json.dumps, rows)))
    done = curbside(home, "eval", "rqe", "--labels", str(labels), "--json")
    result = json.loads(done.stdout)
    assert (result["accuracy"]["mean"], result["area_under_curve"], result["coverage_at_98"]) == (1, 1, 1)
    refused = curbside(home, "eval", "mqp", "--labels", str(labels))
    assert refused.returncode == 2
    assert "not an MQP file" in refused.stderr


def test_thresholds_are_set_from_labels_and_hold_in_the_next_process(home: Path, tmp_path: Path) -> None:
    subjects = ("gout", "epilepsy", "shingles", "tuberculosis", "hypothyroidism", "osteoarthritis", "asthma")
    rows = [{"question": f"How do you treat {s}?", "external_id": f"{s}-treatment"} for s in subjects]
    rows.append({"question": "What causes gout?", "external_id": None})
    labels = tmp_path / "labels.jsonl"
    labels.write_text("\n".join(map(json.dumps, rows)))
    plots = tmp_path / "plots"
    measured = curbside(home, "eval", "library", str(labels), "--json", "--plots", str(plots))
    assert measured.returncode == 0, measured.stderr
    record = json.loads(measured.stdout)
    assert (record["questions"], record["wrong"], record["honest_none"]["mean"]) == (8, [], 1.0)
    assert record["thresholds"]["ignored"] is None
    assert {file.name for file in plots.iterdir()} == {"library-reliability.svg", "library-risk-coverage.svg"}
    few = curbside(home, "eval", "calibrate", str(labels), "--precision", "0.98", "--by", "Dr Ada Example")
    assert (few.returncode, few.stdout) == (2, "")
    assert "too few labelled questions" in few.stderr
    calibrate = ("eval", "calibrate", str(labels), "--precision", "0.55", "--json")
    assert curbside(home, *calibrate).returncode == 2  # nobody's name
    assert json.loads(curbside(home, *calibrate, "--dry-run").stdout)["stored"] is False
    done = curbside(home, *calibrate, "--by", "Dr Ada Example")
    assert done.returncode == 0, done.stderr
    shown = json.loads(curbside(home, "eval", "thresholds", "--json").stdout)
    assert shown["in_force"]["set_by"] == "Dr Ada Example"
    assert shown["in_force"]["evidence"]["precision"] == 0.55
    assert len(shown["history"]) == 1


def test_an_alias_is_tried_before_it_is_approved(home: Path) -> None:
    alias = ("--alias", "How is shingles treated?")
    done = curbside(home, "articles", "try", "gout-treatment", *alias, "--json")
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    assert [(e["external_id"], e["then"]) for e in record["titles"]] == [("shingles-treatment", "serve")]
    (recent,) = record["questions"]
    assert "fewer than 5 conversations" in recent["source"]
    assert curbside(home, "articles", "try", "nothing-here", "--no-recent").returncode == 2


def medquad_pages(folder: Path) -> Path:
    """Two questions on each of six diseases, as MedQuAD has them."""
    asked_of = {"symptoms": "What are the symptoms of {}?", "treatment": "What are the treatments for {}?"}
    folder.mkdir()
    for number, name in enumerate(("gout", "measles", "scabies", "lupus", "croup", "mumps"), start=1):
        pairs = "".join(
            f'<QAPair pid="{pid}"><Question qtype="{kind}">{title.format(name)}</Question>'
            f"<Answer>Something is known of {name}.</Answer></QAPair>"
            for pid, (kind, title) in enumerate(asked_of.items(), start=1)
        )
        page = f'<Document id="{number}" source="S" url="https://example.org/{number}"><Focus>{name}</Focus>'
        (folder / f"{number}.xml").write_text(f"{page}<QAPairs>{pairs}</QAPairs></Document>")
    return folder


def test_follow_ups_are_measured_over_a_library_of_their_own(home: Path, tmp_path: Path) -> None:
    folder = medquad_pages(tmp_path / "1_Pages")
    done = curbside(home, "eval", "followups", "--archive", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    measured = json.loads(done.stdout)
    assert measured["part"] == "test"
    assert measured["relation alone"]["n"] > 0
    assert measured["follow-ups"]["mean"] > 0.5


def test_what_a_patient_is_shown_for_graded_questions_is_counted(home: Path, tmp_path: Path) -> None:
    folder = medquad_pages(tmp_path / "1_Pages")
    graded = {"judgments": [{"entries": ["1_Pages/1#2"], "grade": 3}], "original": "How is gout treated?"}
    labels = tmp_path / "labels.jsonl"
    labels.write_text(json.dumps({"id": "TQ1", **graded}) + "\n")
    asked = ("eval", "liveqa", "--answered", "--archive", str(folder), "--labels", str(labels))
    done = curbside(home, *asked, "--json")
    assert done.returncode == 0, done.stderr
    measured = json.loads(done.stdout)
    assert (measured["entries"], measured["questions"], measured["missed"]) == (12, 1, [])
    assert measured["served"] == [{"id": "TQ1", "entry": "1_Pages/1#2", "grade": 3}]
    assert measured["showable"]["mean"] == measured["precision"]["mean"] == 1
    assert "served for TQ1: 1_Pages/1#2, grade 3" in curbside(home, *asked).stdout
