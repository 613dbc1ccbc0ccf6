"""The environment, read once and here alone."""

import base64
import ipaddress
import os
import re
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from adapters.errors import SettingInvalid, SettingMissing

KEY_ID_MAX_CHARS = 32
DATABASES = ("postgresql://", "postgres://", "sqlite:///")
REDISES = ("redis://", "rediss://", "unix://", "redis+cluster://", "rediss+cluster://")
REPLICAS_MAX = 5
EVENTS_MAX = 10_000
"""What an account of the limits keeps (`bot.limits`)."""
KEY_BYTES = 32
SECRETS = {
    "slack_bot_token": (re.compile(r"xoxb-\S+"), "must begin with xoxb-: the Bot User OAuth Token"),
    "slack_app_token": (re.compile(r"xapp-\S+"), "must begin with xapp-: an App-Level Token"),
    "telegram_bot_token": (re.compile(r"[0-9]+:[A-Za-z0-9_-]+"), "must be the token that @BotFather gave"),
    "ncbi_api_key": (
        re.compile(r"[0-9A-Za-z]{20,64}"),
        "must be the key that your NCBI account shows",
    ),
    "metrics_token": (
        re.compile(r"[\x21-\x7e]{16,256}"),
        "must be 16 to 256 printable characters without spaces (make one with 'openssl rand -hex 32')",
    ),
    "telegram_webhook_secret": (
        re.compile(r"[A-Za-z0-9_-]{16,256}"),
        "must be 16 to 256 characters of A-Z, a-z, 0-9, _ and - (make one with 'openssl rand -hex 32')",
    ),
}
"""What each looks like, and the words where it does not; secret_token's alphabet is the Bot API's."""


class ModelSettings(BaseSettings):
    """The language models (docs/model.md). Without `CURBSIDE_MODEL_URL` there is none.

    Prices are for a million tokens, in the currency of the costs; None is no limit.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    model_url: str | None = Field(default=None, validation_alias="CURBSIDE_MODEL_URL")
    model_key: SecretStr | None = Field(default=None, validation_alias="CURBSIDE_MODEL_KEY")
    model: str | None = Field(default=None, validation_alias="CURBSIDE_MODEL", pattern=r"^[^\s]{1,200}$")
    model_timeout_s: float = Field(
        default=40, gt=0, le=600, validation_alias="CURBSIDE_MODEL_TIMEOUT_S", allow_inf_nan=False
    )
    model_at_once: int = Field(default=4, ge=1, le=64, validation_alias="CURBSIDE_MODEL_AT_ONCE")
    model_price_prompt: float = Field(
        default=0, ge=0, validation_alias="CURBSIDE_MODEL_PRICE_PROMPT", allow_inf_nan=False
    )
    model_price_answer: float = Field(
        default=0, ge=0, validation_alias="CURBSIDE_MODEL_PRICE_ANSWER", allow_inf_nan=False
    )
    model_question_tokens: int | None = Field(
        default=None, ge=1, validation_alias="CURBSIDE_MODEL_QUESTION_TOKENS"
    )
    model_person_tokens: int | None = Field(
        default=None, ge=1, validation_alias="CURBSIDE_MODEL_PERSON_TOKENS"
    )
    model_day_tokens: int | None = Field(default=None, ge=1, validation_alias="CURBSIDE_MODEL_DAY_TOKENS")
    model_question_cost: float | None = Field(
        default=None, gt=0, validation_alias="CURBSIDE_MODEL_QUESTION_COST", allow_inf_nan=False
    )
    model_person_cost: float | None = Field(
        default=None, gt=0, validation_alias="CURBSIDE_MODEL_PERSON_COST", allow_inf_nan=False
    )
    model_day_cost: float | None = Field(
        default=None, gt=0, validation_alias="CURBSIDE_MODEL_DAY_COST", allow_inf_nan=False
    )
    judge_url: str | None = Field(default=None, validation_alias="CURBSIDE_JUDGE_URL")
    judge_key: SecretStr | None = Field(default=None, validation_alias="CURBSIDE_JUDGE_KEY")
    judge: str | None = Field(default=None, validation_alias="CURBSIDE_JUDGE", pattern=r"^[^\s]{1,200}$")

    @field_validator("model_url", "judge_url")
    @classmethod
    def _endpoint(cls, url: str | None) -> str | None:
        if url is not None and not _is_endpoint(url):
            raise ValueError(
                "must be an https:// address without query, or http:// on this machine or a private network"
            )
        return url

    @field_validator("model_key", "judge_key")
    @classmethod
    def _fits_a_header(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and not re.fullmatch(r"[\x21-\x7e]+", key.get_secret_value()):
            raise ValueError("must be printable ASCII without spaces")
        return key


class Settings(ModelSettings):
    """Every setting with its default; what is secret prints masked."""

    data_dir: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("curbside"),
        validation_alias="CURBSIDE_DATA_DIR",
    )
    sample_library: bool = Field(default=True, validation_alias="CURBSIDE_SAMPLE_LIBRARY")
    country: str | None = Field(default=None, validation_alias="CURBSIDE_COUNTRY", pattern=r"^[A-Za-z]{2}$")
    encryption_keys: SecretStr | None = Field(default=None, validation_alias="CURBSIDE_ENCRYPTION_KEYS")
    database_url: SecretStr | None = Field(default=None, validation_alias="DATABASE_URL")
    redis_url: SecretStr | None = Field(default=None, validation_alias="REDIS_URL")
    redis_replicas: int = Field(default=0, ge=0, le=REPLICAS_MAX, validation_alias="CURBSIDE_REDIS_REPLICAS")
    limit_person_minute: int = Field(
        default=10, ge=0, le=EVENTS_MAX, validation_alias="CURBSIDE_LIMIT_PERSON_MINUTE"
    )
    limit_person_hour: int = Field(
        default=100, ge=0, le=EVENTS_MAX, validation_alias="CURBSIDE_LIMIT_PERSON_HOUR"
    )
    limit_workspace_minute: int = Field(
        default=300, ge=0, le=EVENTS_MAX, validation_alias="CURBSIDE_LIMIT_WORKSPACE_MINUTE"
    )
    answers_kept_days: int = Field(default=90, ge=2, le=3_650, validation_alias="CURBSIDE_ANSWERS_KEPT_DAYS")
    records_kept_days: int = Field(default=7, ge=2, le=3_650, validation_alias="CURBSIDE_RECORDS_KEPT_DAYS")
    slack_bot_token: SecretStr | None = Field(default=None, validation_alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr | None = Field(default=None, validation_alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr | None = Field(default=None, validation_alias="SLACK_SIGNING_SECRET")
    slack_api_url: str = Field(default="https://slack.com/api/", validation_alias="SLACK_API_URL")
    telegram_bot_token: SecretStr | None = Field(default=None, validation_alias="TELEGRAM_BOT_TOKEN")
    telegram_webhook_secret: SecretStr | None = Field(
        default=None, validation_alias="TELEGRAM_WEBHOOK_SECRET"
    )
    telegram_api_url: str = Field(default="https://api.telegram.org", validation_alias="TELEGRAM_API_URL")
    pubmed: bool = Field(default=False, validation_alias="CURBSIDE_PUBMED")
    ncbi_api_key: SecretStr | None = Field(default=None, validation_alias="CURBSIDE_NCBI_API_KEY")
    ncbi_email: str | None = Field(
        default=None, validation_alias="CURBSIDE_NCBI_EMAIL", pattern=r"^[^\s@]+@[^\s@]+$", max_length=200
    )
    ncbi_url: str = Field(
        default="https://eutils.ncbi.nlm.nih.gov/entrez/eutils/", validation_alias="CURBSIDE_NCBI_URL"
    )
    public_url: str | None = Field(
        default=None, validation_alias="CURBSIDE_PUBLIC_URL", pattern=r"^https?://[^\s?#]+$"
    )
    metrics_token: SecretStr | None = Field(default=None, validation_alias="CURBSIDE_METRICS_TOKEN")
    host: str = Field(default="127.0.0.1", validation_alias="CURBSIDE_HOST")
    port: int = Field(default=8000, ge=1, le=65_535, validation_alias="PORT")

    @field_validator("database_url", "redis_url")
    @classmethod
    def _known_scheme(cls, url: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        schemes = DATABASES if info.field_name == "database_url" else REDISES
        if url is not None and not url.get_secret_value().startswith(schemes):
            raise ValueError(f"must begin with {' or '.join(schemes)}")
        if url is not None and "+cluster://" in url.get_secret_value() and not _is_whole_cluster(url):
            raise ValueError("must name no database: a Redis Cluster has one only")
        if url is not None and not _has_whole_address(url.get_secret_value()):
            raise ValueError(
                "has no such host or port: write / ? # and @ of a password as %2F %3F %23 and %40"
            )
        return url

    @model_validator(mode="after")
    def _has_replicas(self) -> Self:
        if self.redis_replicas and self.redis_url is None:
            raise ValueError(
                "CURBSIDE_REDIS_REPLICAS is set, and REDIS_URL is not: the embedded server has no replicas"
            )
        return self

    @field_validator(*SECRETS)
    @classmethod
    def _looks_right(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        pattern, words = SECRETS[str(info.field_name)]
        if secret is not None and not pattern.fullmatch(secret.get_secret_value()):
            raise ValueError(words)
        return secret

    @field_validator("slack_api_url", "telegram_api_url", "ncbi_url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
            raise ValueError("must begin with https:// (or be on this machine)")
        return url

    @property
    def embedded_database(self) -> bool:
        return self.database_url is None

    def database(self) -> str:
        """The database to use: the given one, else SQLite in the data directory."""
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'curbside.db'}"

    def keys(self) -> dict[str, str] | None:
        """The encryption keys by id, the current one first; None where a key file is to be used.

        Raises `SettingMissing` where the database or Redis is shared, since each machine's own key file
        would then make texts that the other machines cannot read; `SettingInvalid` for a malformed value.
        """
        if self.encryption_keys is None:
            if self.embedded_database and self.redis_url is None:
                return None
            shared = "REDIS_URL" if self.embedded_database else "DATABASE_URL"
            raise SettingMissing(
                f"CURBSIDE_ENCRYPTION_KEYS is not set, and {shared} is: all processes need the same key."
                " Make one with 'curbside key' and keep it apart from the database"
            )
        return parse_keys(self.encryption_keys.get_secret_value())


def parse_keys(text: str) -> dict[str, str]:
    """`id:key,id:key`, the current one first. Raises `SettingInvalid`."""
    keys: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.replace("\n", ",").split(","))):
        name, _, key = part.partition(":")
        if not _is_key(key) or not name.isalnum() or len(name) > KEY_ID_MAX_CHARS or name in keys:
            raise SettingInvalid("CURBSIDE_ENCRYPTION_KEYS must be id:key,id:key (see 'curbside key')")
        keys[name] = key
    if not keys:
        raise SettingInvalid("CURBSIDE_ENCRYPTION_KEYS is empty: make a key with 'curbside key'")
    return keys


def _is_key(text: str) -> bool:
    """Whether it is 32 bytes in URL-safe base64."""
    try:
        return len(base64.urlsafe_b64decode(text)) == KEY_BYTES
    except ValueError:
        return False


def _is_whole_cluster(url: SecretStr) -> bool:
    return urlsplit(url.get_secret_value()).path in ("", "/", "/0")


def _has_whole_address(url: str) -> bool:
    """Whether host and port can be told from the rest, which a password's own signs can prevent."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _is_endpoint(url: str) -> bool:
    """Whether questions may be sent there: encrypted, or not beyond a network of one's own."""
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    host = parts.hostname
    if not host or not has_port or parts.query or parts.fragment or parts.username or re.search(r"\s", url):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_near(host))


def _is_near(host: str) -> bool:
    """This machine, a private address, or a name without a domain (another container)."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host
    return address.is_private or address.is_loopback


def read_settings() -> Settings:
    """The settings from the environment. Raises `SettingInvalid`, naming the variable."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{first['loc'][0]}: " if first["loc"] else ""  # those of several settings name them
        raise SettingInvalid(f"{name}{first['msg'].removeprefix('Value error, ')}") from error


def made(data_dir: Path) -> Path:
    """The data directory, there and writable. Raises `SettingInvalid`."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingInvalid(f"CURBSIDE_DATA_DIR: {data_dir} cannot be made: {error.strerror}") from error
    if not os.access(data_dir, os.W_OK | os.X_OK):
        raise SettingInvalid(f"CURBSIDE_DATA_DIR: {data_dir} cannot be written to")
    return data_dir
