"""Telegram's limits, each with the section of the sheet (`platforms.md`) that it is from."""

from tests.fakes.rates import Rate

# 2.2 Text: UTF-16 units, after the entities are parsed
TEXT_MAX_UTF16 = 4_096
ENTITIES_MAX = 100
"""The rest is dropped without a word."""

# 2.4 Drafts and actions
DRAFT_LIFETIME_S = 30.0
ACTION_LIFETIME_S = 5.0

# 2.5 Keyboards, callbacks, reactions
CALLBACK_DATA_MAX_BYTES = 64
BUTTONS_MAX = 100
BUTTONS_IN_A_ROW_MAX = 8
COPY_TEXT_MAX_CHARS = 256
BUTTON_STYLES = frozenset({"danger", "success", "primary"})
CALLBACK_ANSWER_MAX_CHARS = 200
REACTIONS_MAX = 1

# 2.6 Identity
COMMANDS_MAX = 100
COMMAND_PATTERN = r"[a-z0-9_]{1,32}"
COMMAND_DESCRIPTION_MAX_CHARS = 256
NAME_MAX_CHARS = 64
DESCRIPTION_MAX_CHARS = 512
SHORT_DESCRIPTION_MAX_CHARS = 120

# 2.8 Updates
UPDATES_MAX = 100
UPDATE_LIFETIME_S = 24 * 3600.0
WEBHOOK_PORTS = frozenset({443, 80, 88, 8443})
SECRET_PATTERN = r"[A-Za-z0-9_-]{1,256}"
CONNECTIONS_MAX = 100
CONNECTIONS_DEFAULT = 40
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
WEBHOOK_ATTEMPTS_MAX = 5
"""Telegram says "a reasonable amount of attempts"."""

# 2.9 Rates: of messages and edits, by kind of chat
DOCUMENTED_RATES: dict[str, Rate] = {"private": Rate(1, 1.0), "group": Rate(20, 60.0)}
"""Short bursts are let through by Telegram, and here are not."""
