"""The inbox's Lua scripts. Each touches one shard's keys only, so that a Redis Cluster can run it.

Keys of a shard, all with its hash tag, first those of all its conversations:

`turns`    conversations with work that nobody has in hand, by their turn
`held`     conversations in hand, by the time in ms at which the lease runs out
`crowds`   crowd → the earliest turn of its next conversation
`clock`    the latest turn that was given or taken
`waiting`  `CONVERSATION:ID` of each letter, by the time in ms at which it came
`dead`     the stream of letters that were set aside

and by conversation `queue:C` (letter ids by order), `letters:C` (id → encrypted letter), `messages:C`
(platform message → letter id), `lease:C` (fence, letter in hand, which call took it, and whether this attempt
is counted), `fence:C`, `attempts:C`, `cancel:C` (letter ids not to be sent); `seen:ID` is a known event,
`call:BY` the conversation that a call took.

A conversation with letters is always in `turns` or in `held`. Turns are start-time fair queueing (Goyal, Vin,
Cheng: SIGCOMM 1996): a crowd's conversations are a `STEP` apart, so that one channel with a thousand threads
does not push others back, and every announcement moves the clock on by one, so that nobody waits for ever
behind newcomers. A lease that runs out puts its conversation before all others.

`TAKE` and `SWEEP` find out in the script which conversations they touch: they build those keys from the
shard's own beginning, as a cluster allows within one slot. What frees memory is written first: Redis refuses
a script whose first write would need more than there is, and work must go on then. Written for Redis 7.0: no
HEXPIRE, no functions.
"""

STEP = 64
"""Between the turns of one crowd: as many newcomers go before its second conversation at most."""
WAKE = "curbside:inbox:wake"
"""The channel on which a shard's number says that it has work: a hint, which may be lost."""
LOOKED_AT = 32
"""Conversations without work, and leases that ran out, that one TAKE clears away."""

_SHARD = (
    """
local turns, held, crowds, clock, waiting = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local base = string.sub(turns, 1, -6)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
"""
    f"local STEP, WAKE, LOOKED_AT = {STEP}, '{WAKE}', {LOOKED_AT}"
    """
local function announce(name, crowd, ttl_s)
  if redis.call('ZSCORE', held, name) or redis.call('ZSCORE', turns, name) then return end
  local at = redis.call('INCR', clock)
  redis.call('ZREMRANGEBYSCORE', crowds, '-inf', at)
  local turn = math.max(at, tonumber(redis.call('ZSCORE', crowds, crowd) or 0))
  redis.call('ZADD', crowds, turn + STEP, crowd)
  redis.call('ZADD', turns, turn, name)
  for _, key in ipairs({turns, crowds, clock}) do redis.call('EXPIRE', key, ttl_s) end
  redis.call('PUBLISH', WAKE, string.match(base, '{s(%d+)}'))
end
"""
)
"""KEYS 1 to 5 of the scripts that begin with it: turns held crowds clock waiting."""

PUT = (
    _SHARD
    + """
-- KEYS: … seen queue letters messages
-- ARGV: id conversation crowd order payload message seen_s ttl_s max shard_max overtakes
-- Gives {state, letters before it in its conversation, conversations before its own, those before a
-- newcomer's}.
local seen, queue, letters, messages = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
if redis.call('EXISTS', seen) == 1 then
  -- A write, for WAIT to wait for.
  redis.call('EXPIRE', seen, ARGV[7])
  return {'known', 0, 0, 0}
end
if ARGV[6] ~= '' and ARGV[11] == '' and redis.call('HEXISTS', messages, ARGV[6]) == 1 then
  -- Told under another id, or its edit or deletion came first.
  redis.call('SET', seen, '1', 'EX', ARGV[7])
  return {'known', 0, 0, 0}
end
if redis.call('ZCARD', queue) >= tonumber(ARGV[9]) or redis.call('ZCARD', waiting) >= tonumber(ARGV[10]) then
  return {'full', redis.call('ZCARD', queue), 0, 0}
end
redis.call('SET', seen, '1', 'EX', ARGV[7])
redis.call('ZADD', queue, ARGV[4], ARGV[1])
redis.call('HSET', letters, ARGV[1], ARGV[5])
if ARGV[6] ~= '' then redis.call('HSET', messages, ARGV[6], ARGV[1]) end
redis.call('ZADD', waiting, now, ARGV[2] .. ':' .. ARGV[1])
for _, key in ipairs({queue, letters, messages, waiting}) do redis.call('EXPIRE', key, ARGV[8]) end
announce(ARGV[2], ARGV[3], ARGV[8])
return {'new', redis.call('ZRANK', queue, ARGV[1]), redis.call('ZRANK', turns, ARGV[2]) or 0,
  redis.call('ZCOUNT', turns, '-inf', redis.call('GET', clock))}
"""
)

HURRY = (
    _SHARD
    + """
-- ARGV: conversation
if redis.call('ZSCORE', turns, ARGV[1]) then redis.call('ZADD', turns, 0, ARGV[1]) end
return 1
"""
)

KNOWS = """
-- KEYS: seen
return redis.call('EXISTS', KEYS[1])
"""

CONTROL = (
    _SHARD
    + """
-- KEYS: … seen queue letters messages lease cancel attempts   ARGV: id conversation message seen_s ttl_s
local seen, queue, letters, messages = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local lease, cancel, attempts = KEYS[10], KEYS[11], KEYS[12]
if redis.call('EXISTS', seen) == 1 then
  redis.call('EXPIRE', seen, ARGV[4])
  return 0
end
local in_hand = redis.call('HGET', lease, 'letter')
local target = in_hand
if ARGV[3] ~= '' then
  target = redis.call('HGET', messages, ARGV[3])
elseif not in_hand then
  -- Stop between two workers: what one has given back and no other has taken yet.
  local first = redis.call('ZRANGE', queue, 0, 0)[1]
  if first and redis.call('HEXISTS', attempts, first) == 1 then target = first end
end
if not target then
  redis.call('SET', seen, '1', 'EX', ARGV[4])
  if ARGV[3] ~= '' then
    redis.call('HSET', messages, ARGV[3], '')
    redis.call('EXPIRE', messages, ARGV[5])
  end
  return 1
end
-- The first write is one that a full Redis takes, here and below: it must be possible to stop then, too.
if target == in_hand then
  redis.call('EXPIRE', cancel, ARGV[5])
  redis.call('SADD', cancel, target)
  redis.call('EXPIRE', cancel, ARGV[5])
else
  redis.call('ZREM', queue, target)
  redis.call('HDEL', letters, target)
  redis.call('HDEL', attempts, target)
  redis.call('ZREM', waiting, ARGV[2] .. ':' .. target)
end
redis.call('SET', seen, '1', 'EX', ARGV[4])
return 1
"""
)

TAKE = (
    _SHARD
    + """
-- ARGV: lease_ms ttl_s by
-- Gives {conversations with work that are left, conversation, id, payload, fence, attempt}, or that.
-- `by` tells a call from its repetition after a lost answer, which gets the same letter again.
local function letter_of(name, id)
  return redis.call('HGET', base .. 'letters:' .. name, id)
end
local again = redis.call('GET', base .. 'call:' .. ARGV[3])
if again then
  local had = redis.call('HMGET', base .. 'lease:' .. again, 'fence', 'letter', 'by', 'counted')
  local payload = had[3] == ARGV[3] and letter_of(again, had[2])
  if payload then
    local tried = tonumber(redis.call('HGET', base .. 'attempts:' .. again, had[2]) or 0)
    return {redis.call('ZCARD', turns), again, had[2], payload, had[1], had[4] == '' and tried + 1 or tried}
  end
end
for _, name in ipairs(redis.call('ZRANGEBYSCORE', held, '-inf', now, 'LIMIT', 0, LOOKED_AT)) do
  local left = redis.call('PTTL', base .. 'lease:' .. name)
  redis.call('ZREM', held, name)
  if left > 0 then
    -- Renewed by a worker of a version that knew no `held`.
    redis.call('ZADD', held, now + left, name)
  else
    redis.call('ZADD', turns, 0, name)
  end
end
for _ = 1, LOOKED_AT do
  local found = redis.call('ZRANGE', turns, 0, 0, 'WITHSCORES')
  if #found == 0 then return {0} end
  local name, turn = found[1], tonumber(found[2])
  local lease, queue = base .. 'lease:' .. name, base .. 'queue:' .. name
  redis.call('ZREM', turns, name)
  local left = redis.call('PTTL', lease)
  if left > 0 then
    redis.call('ZADD', held, now + left, name)
  else
    local first = redis.call('ZRANGE', queue, 0, 0)
    while #first == 1 do
      local id = first[1]
      local payload = letter_of(name, id)
      if payload then
        if turn > tonumber(redis.call('GET', clock) or 0) then
          redis.call('SET', clock, string.format('%.0f', turn), 'EX', ARGV[2])
        end
        -- By the clock, too: the ledger compares fences, and outlives a Redis that lost its data.
        local fence = math.max(tonumber(redis.call('GET', base .. 'fence:' .. name) or 0) + 1, now)
        redis.call('SET', base .. 'fence:' .. name, string.format('%.0f', fence), 'EX', ARGV[2])
        -- The first attempt counts from here; a later one when it begins, as BEGIN says.
        local attempts = base .. 'attempts:' .. name
        local tried = tonumber(redis.call('HGET', attempts, id) or 0)
        local counted = ''
        if tried < 1 then
          counted = '1'
          redis.call('HINCRBY', attempts, id, 1)
        end
        redis.call('EXPIRE', attempts, ARGV[2])
        redis.call('HSET', lease, 'fence', string.format('%.0f', fence), 'letter', id, 'by', ARGV[3],
          'counted', counted)
        redis.call('PEXPIRE', lease, ARGV[1])
        redis.call('ZADD', held, now + ARGV[1], name)
        redis.call('EXPIRE', held, ARGV[2])
        redis.call('SET', base .. 'call:' .. ARGV[3], name, 'PX', ARGV[1])
        return {redis.call('ZCARD', turns), name, id, payload, fence, tried + 1}
      end
      redis.call('ZREM', queue, id)
      redis.call('ZREM', waiting, name .. ':' .. id)
      first = redis.call('ZRANGE', queue, 0, 0)
    end
  end
end
return {redis.call('ZCARD', turns)}
"""
)

RENEW = (
    _SHARD
    + """
-- KEYS: … lease   ARGV: fence conversation lease_ms
if redis.call('HGET', KEYS[6], 'fence') ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[6], ARGV[3])
redis.call('ZADD', held, now + ARGV[3], ARGV[2])
return 1
"""
)

BEGIN = """
-- KEYS: lease attempts   ARGV: fence id ttl_s
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return 0 end
if redis.call('HGET', KEYS[1], 'counted') == '' then
  redis.call('EXPIRE', KEYS[2], ARGV[3])
  redis.call('HSET', KEYS[1], 'counted', '1')
  redis.call('HINCRBY', KEYS[2], ARGV[2], 1)
end
return 1
"""

CANCELLED = """
-- KEYS: lease cancel   ARGV: fence id
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return 1 end
return redis.call('SISMEMBER', KEYS[2], ARGV[2])
"""

_OUT_OF_HAND = """
local lease, call = KEYS[6], KEYS[7]
if redis.call('HGET', lease, 'fence') ~= ARGV[1] then return 0 end
redis.call('DEL', lease, call)
redis.call('ZREM', held, ARGV[3])
"""
"""KEYS 6 and 7: lease call. ARGV 1 to 5: fence id conversation crowd ttl_s."""

_REMOVE = """
local queue, letters, attempts, cancel, messages = KEYS[8], KEYS[9], KEYS[10], KEYS[11], KEYS[12]
redis.call('ZREM', queue, ARGV[2])
redis.call('HDEL', letters, ARGV[2])
redis.call('HDEL', attempts, ARGV[2])
redis.call('SREM', cancel, ARGV[2])
-- Its message may be that of an edited letter by now.
if redis.call('HGET', messages, ARGV[6]) == ARGV[2] then redis.call('HDEL', messages, ARGV[6]) end
redis.call('ZREM', waiting, ARGV[3] .. ':' .. ARGV[2])
if redis.call('ZCARD', queue) > 0 then announce(ARGV[3], ARGV[4], ARGV[5]) end
return 1
"""
"""KEYS 8 to 12: queue letters attempts cancel messages. ARGV 6: message."""

DONE = _SHARD + _OUT_OF_HAND + _REMOVE

GIVE_BACK = (
    _SHARD
    + "local counted = redis.call('HGET', KEYS[6], 'counted')"
    + _OUT_OF_HAND
    + """
-- KEYS: … attempts
if counted ~= '' then redis.call('HINCRBY', KEYS[8], ARGV[2], -1) end
announce(ARGV[3], ARGV[4], ARGV[5])
return 1
"""
)

SET_ASIDE = (
    _SHARD
    + _OUT_OF_HAND
    + """
-- KEYS: … dead   ARGV: … reason oldest max
local dead = KEYS[13]
local payload = redis.call('HGET', KEYS[9], ARGV[2])
if payload then
  local order = redis.call('ZSCORE', KEYS[8], ARGV[2]) or '0'
  local attempts = redis.call('HGET', KEYS[10], ARGV[2]) or '0'
  redis.call('XADD', dead, '*', 'letter', ARGV[2], 'conversation', ARGV[3], 'message', ARGV[6],
    'order', order, 'payload', payload, 'reason', ARGV[7], 'attempts', attempts)
  redis.call('XTRIM', dead, 'MINID', ARGV[8])
  redis.call('XTRIM', dead, 'MAXLEN', ARGV[9])
  redis.call('EXPIRE', dead, ARGV[5])
end
"""
    + _REMOVE
)

RETRY = (
    _SHARD
    + """
-- KEYS: … dead queue letters messages   ARGV: entry conversation ttl_s
local dead, queue, letters, messages = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local found = redis.call('XRANGE', dead, ARGV[1], ARGV[1])
if #found == 0 then return 0 end
local said = {}
for i = 1, #found[1][2], 2 do said[found[1][2][i]] = found[1][2][i + 1] end
if said['conversation'] ~= ARGV[2] then return 0 end
redis.call('XDEL', dead, ARGV[1])
redis.call('ZADD', queue, said['order'], said['letter'])
redis.call('HSET', letters, said['letter'], said['payload'])
if said['message'] ~= '' then redis.call('HSET', messages, said['message'], said['letter']) end
redis.call('ZADD', waiting, now, ARGV[2] .. ':' .. said['letter'])
for _, key in ipairs({queue, letters, messages, waiting}) do redis.call('EXPIRE', key, ARGV[3]) end
announce(ARGV[2], ARGV[2], ARGV[3])
return 1
"""
)

FORGET = """
-- KEYS: dead   ARGV: conversation
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do
  for i = 1, #entry[2], 2 do
    if entry[2][i] == 'conversation' and entry[2][i + 1] == ARGV[1] then
      redis.call('XDEL', KEYS[1], entry[1])
    end
  end
end
return 1
"""

SWEEP = (
    _SHARD
    + """
-- KEYS: … dead ready   ARGV: from count oldest ttl_s
-- Heals what no script of ours leaves behind. `ready` is the stream that announced conversations in versions
-- before this one. Gives {letters that stay, letters looked at, conversations announced, old announcements}.
local dead, ready = KEYS[6], KEYS[7]
local announced = 0
local function heal(name)
  if redis.call('ZSCORE', held, name) or redis.call('ZSCORE', turns, name) then return end
  announce(name, name, ARGV[4])
  announced = announced + 1
end
redis.call('XTRIM', dead, 'MINID', ARGV[3])
local old = redis.call('XRANGE', ready, '-', '+', 'COUNT', ARGV[2])
for _, entry in ipairs(old) do
  local name = entry[2][2]
  local ids = redis.call('ZRANGE', base .. 'queue:' .. name, 0, -1)
  for _, id in ipairs(ids) do redis.call('ZADD', waiting, 'NX', now, name .. ':' .. id) end
  if #ids > 0 then
    redis.call('EXPIRE', waiting, ARGV[4])
    heal(name)
  end
  redis.call('XDEL', ready, entry[1])
end
if redis.call('EXISTS', ready) == 1 and redis.call('XLEN', ready) == 0 then redis.call('DEL', ready) end
local gone = 0
local letters = redis.call('ZRANGE', waiting, ARGV[1], ARGV[1] + ARGV[2] - 1)
for _, one in ipairs(letters) do
  local name, id = string.match(one, '^([^:]+):(.+)$')
  if redis.call('ZSCORE', base .. 'queue:' .. name, id) then
    heal(name)
  else
    redis.call('ZREM', waiting, one)
    gone = gone + 1
  end
end
return {#letters - gone, #letters, announced, #old}
"""
)

CENSUS = (
    _SHARD
    + """
-- KEYS: … dead
-- Gives {letters waiting, ms that the oldest has waited, conversations in hand, letters set aside}.
local oldest = redis.call('ZRANGE', waiting, 0, 0, 'WITHSCORES')
return {redis.call('ZCARD', waiting), oldest[2] and math.max(0, now - oldest[2]) or 0,
  redis.call('ZCARD', held), redis.call('XLEN', KEYS[6])}
"""
)

ALL = {
    "PUT": PUT,
    "HURRY": HURRY,
    "KNOWS": KNOWS,
    "CONTROL": CONTROL,
    "TAKE": TAKE,
    "BEGIN": BEGIN,
    "RENEW": RENEW,
    "CANCELLED": CANCELLED,
    "DONE": DONE,
    "GIVE_BACK": GIVE_BACK,
    "SET_ASIDE": SET_ASIDE,
    "RETRY": RETRY,
    "FORGET": FORGET,
    "SWEEP": SWEEP,
    "CENSUS": CENSUS,
}
