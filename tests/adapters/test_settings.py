"""The environment: what is wrong with it is named, and what is secret is not shown."""

import re
from pathlib import Path

import pytest

from adapters.errors import SettingInvalid, SettingMissing
from adapters.settings import made, parse_keys, read_settings
from bot.cipher import new_key


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "many"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("CURBSIDE_COUNTRY", "Utopia"),
        ("CURBSIDE_COUNTRY", "1"),
        ("CURBSIDE_SAMPLE_LIBRARY", "perhaps"),
        ("DATABASE_URL", "nonsense-with-hunter2"),
        ("DATABASE_URL", "mysql://somebody:hunter2@db/curbside"),
        ("DATABASE_URL", "postgresql://somebody:a/hunter2@db/curbside"),
        ("DATABASE_URL", "postgresql://somebody:hunter2@db:port/curbside"),
        ("REDIS_URL", "redis://:a/hunter2@cache"),
        ("REDIS_URL", "nonsense-with-hunter2"),
        ("REDIS_URL", "http://:hunter2@cache"),
        ("REDIS_URL", "redis+cluster://:hunter2@cache/3"),
        ("REDIS_URL", "unix+cluster://hunter2"),
        ("CURBSIDE_REDIS_REPLICAS", "-1"),
        ("CURBSIDE_REDIS_REPLICAS", "1"),
        ("CURBSIDE_LIMIT_PERSON_MINUTE", "few"),
        ("CURBSIDE_LIMIT_WORKSPACE_MINUTE", "10001"),
    ],
)
def test_a_bad_value_is_named_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingInvalid, match=re.escape(name)) as refused:
        read_settings()
    assert "hunter2" not in str(refused.value)


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "CURBSIDE_COUNTRY", "DATABASE_URL", "REDIS_URL", "CURBSIDE_ENCRYPTION_KEYS"):
        monkeypatch.setenv(name, "")
    settings = read_settings()
    assert (settings.port, settings.country, settings.embedded_database) == (8000, None, True)
    assert settings.keys() is None


def test_what_is_secret_is_masked_wherever_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {
        "CURBSIDE_ENCRYPTION_KEYS": f"k1:{new_key()}",
        "DATABASE_URL": "postgresql://somebody:hunter2@db/curbside",
        "REDIS_URL": "redis://:hunter3@cache",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    settings = read_settings()
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    for secret in (*secrets.values(), "hunter2", "hunter3"):
        assert secret not in shown


def test_the_embedded_database_is_in_the_data_directory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CURBSIDE_DATA_DIR", str(tmp_path))
    assert read_settings().database() == f"sqlite:///{tmp_path}/curbside.db"


def test_a_data_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(SettingInvalid, match=re.escape(f"CURBSIDE_DATA_DIR: {path}")):
            made(path)
    assert made(tmp_path / "a" / "b").is_dir()


@pytest.mark.parametrize(
    ("name", "url"), [("DATABASE_URL", "postgresql://db/curbside"), ("REDIS_URL", "redis://cache")]
)
def test_what_is_shared_needs_keys_that_all_processes_know(
    name: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, url)
    with pytest.raises(SettingMissing, match=rf"CURBSIDE_ENCRYPTION_KEYS.*{name}.*curbside key"):
        read_settings().keys()
    key = new_key()
    monkeypatch.setenv("CURBSIDE_ENCRYPTION_KEYS", f"k1:{key}")
    assert read_settings().keys() == {"k1": key}


def test_keys_are_read_in_their_order_from_one_line_or_several() -> None:
    new, old = new_key(), new_key()
    for text in (f"k2:{new},k1:{old}", f" k2:{new} ,\n k1:{old}\n", f"k2:{new}\nk1:{old}"):
        assert list(parse_keys(text).items()) == [("k2", new), ("k1", old)]


@pytest.mark.parametrize(
    "text",
    [
        "", " ,\n", "nonsense", "k1:", ":abc", "k 1:abc", "k1:short", "k-1:" + "A" * 43 + "=",
        "x" * 33 + ":" + "A" * 43 + "=", "k1:" + "A" * 43 + "=,k1:" + "B" * 42 + "A=",
    ],
)  # fmt: skip
def test_malformed_keys_are_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(SettingInvalid, match=r"CURBSIDE_ENCRYPTION_KEYS.*curbside key") as refused:
        parse_keys(text)
    assert "AAAA" not in str(refused.value)
    assert "short" not in str(refused.value)
