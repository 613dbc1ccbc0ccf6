"""Slack's limits, each with the section of the sheet (`platforms.md`) that it is from."""

from tests.fakes.rates import Rate

# 1.8 Messages
TEXT_MAX_CHARS = 40_000
"""chat.postMessage cuts beyond it, with the warning `message_truncated`."""
UPDATE_TEXT_MAX_CHARS = 4_000
"""chat.update: `msg_too_long`."""
MARKDOWN_MAX_CHARS = 12_000
"""`markdown_text`, and all markdown blocks of a message together."""
BLOCK_TEXT_MAX_CHARS = 12_000
"""All text of all blocks together: `msg_blocks_too_long`. Not documented by Slack; measured at 12,000 to
13,200, with failures at 11,300, so that messages should stay below 10,000 (`BLOCK_TEXT_SAFE_CHARS`)."""
BLOCK_TEXT_SAFE_CHARS = 10_000
METADATA_MAX_BYTES = 16_000
"""`metadata_too_large`. The sheet has the error without a number; this one is from general knowledge."""

# 1.8 Block Kit
BLOCKS_MAX = 50
VIEW_BLOCKS_MAX = 100
ID_MAX_CHARS = 255
SECTION_TEXT_MAX_CHARS = 3_000
FIELDS_MAX = 10
FIELD_MAX_CHARS = 2_000
HEADER_MAX_CHARS = 150
CONTEXT_ELEMENTS_MAX = 10
ACTIONS_ELEMENTS_MAX = 25
CONTEXT_ACTIONS_ELEMENTS_MAX = 5
IMAGE_URL_MAX_CHARS = 3_000
IMAGE_TEXT_MAX_CHARS = 2_000
LABEL_MAX_CHARS = 2_000
BUTTON_TEXT_MAX_CHARS = 75
BUTTON_VALUE_MAX_CHARS = 2_000
URL_MAX_CHARS = 3_000
OPTION_TEXT_MAX_CHARS = 75
OPTION_VALUE_MAX_CHARS = 150
OPTIONS_MAX = 100
OVERFLOW_OPTIONS_MAX = 5
CHOICES_MAX = 10
"""Checkboxes and radio buttons."""
PLACEHOLDER_MAX_CHARS = 150
CONFIRM_MAX_CHARS = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
TABLE_ROWS_MAX = 100
TABLE_CELLS_MAX = 20
TABLE_TEXT_MAX_CHARS = 10_000

# 1.8 Views
VIEW_TITLE_MAX_CHARS = 24
PRIVATE_METADATA_MAX_CHARS = 3_000
VIEW_MAX_BYTES = 250_000
TRIGGER_LIFETIME_S = 3.0
RESPONSE_URL_USES = 5
RESPONSE_URL_LIFETIME_S = 30 * 60.0

# 1.6 Sessions
SESSION_STATUSES = frozenset({"active", "processing", "suspended", "closed"})
SESSION_TITLE_MAX_CHARS = 200
LOADING_MESSAGES_MAX = 10
LOADING_MESSAGE_MAX_CHARS = 50
STATUS_LIFETIME_S = 120.0
PROMPTS_MAX = 4

# 1.7 Streams
STREAM_LIFETIME_S = 300.0
STREAM_TOTAL_MAX_CHARS = 12_000
"""What a stop refuses with `msg_too_long`. Not documented; the sheet advises to go over to a new message at
9,000 to 11,000."""
CHUNK_TEXT_MAX_CHARS = 256
TASK_STATUSES = frozenset({"pending", "in_progress", "complete", "error"})

# 1.5 Socket Mode
CONNECTIONS_MAX = 10

# 1.3 Deliveries
ACK_TIMEOUT_S = 3.0
RETRIES_MAX = 3

# 1.8, 1.6, 1.7: tiers 2, 3 and 4 are calls a minute; posting is a call a second and channel, with some burst
TIERS = {2: Rate(20, 60.0), 3: Rate(50, 60.0), 4: Rate(100, 60.0)}
POST_BURST = Rate(5, 5.0)
DOCUMENTED_RATES: dict[str, Rate] = {
    "chat.postMessage": POST_BURST,
    "chat.update": TIERS[3],
    "chat.postEphemeral": TIERS[4],
    "chat.delete": TIERS[3],
    "reactions.add": TIERS[3],
    "views.open": TIERS[4],
    "views.publish": TIERS[4],
    "users.info": TIERS[4],
    "conversations.replies": TIERS[3],
    "conversations.history": TIERS[3],
    "chat.startStream": TIERS[2],
    "chat.appendStream": TIERS[4],
    "chat.stopStream": TIERS[2],
    "agents.sessions.setStatus": TIERS[3],
    "assistant.threads.setSuggestedPrompts": TIERS[4],
}
HISTORY_MAX = 1_000
COMMERCIAL_HISTORY_MAX = 15
COMMERCIAL_RATES: dict[str, Rate] = {
    **DOCUMENTED_RATES,
    "conversations.replies": Rate(1, 60.0),
    "conversations.history": Rate(1, 60.0),
}
"""Of new apps that are sold outside the Marketplace (1.9)."""
PER_CHANNEL = frozenset({"chat.postMessage"})

# 1.2 Scopes
BOT_SCOPES = frozenset(
    {
        *("app_mentions:read", "assistant:write", "chat:write", "commands", "files:read", "users:read"),
        *("im:history", "im:read", "im:write", "channels:history", "groups:history", "mpim:history"),
        *("reactions:read", "reactions:write", "channels:read", "groups:read"),
    }
)
NEEDED_SCOPES: dict[str, frozenset[str]] = {
    "chat.": frozenset({"chat:write"}),
    "agents.sessions.": frozenset({"chat:write"}),
    "assistant.threads.setStatus": frozenset({"chat:write", "assistant:write"}),
    "assistant.threads.": frozenset({"assistant:write"}),
    "reactions.": frozenset({"reactions:write"}),
    "users.info": frozenset({"users:read"}),
    "conversations.open": frozenset({"im:write"}),
}
"""The first prefix that fits; one of its scopes is enough."""
HISTORY_SCOPES = {
    "im": "im:history",
    "channel": "channels:history",
    "group": "groups:history",
    "mpim": "mpim:history",
}
"""By the kind of the channel."""
