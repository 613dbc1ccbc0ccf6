"""The inbox's Lua scripts. Each touches one shard's keys only, so that a Redis Cluster can run it.

Keys of a shard, all with its hash tag: `seen:ID` (a known event), `ready` (the stream of conversations
with work), and by conversation `queue:C` (letter ids by order), `letters:C` (id → encrypted letter),
`messages:C` (platform message → letter id), `lease:C` (fence and letter in hand), `fence:C`, `attempts:C`,
`cancel:C` (letter ids not to be sent); and `dead`, the stream of letters that were set aside. An announcement
stays unacknowledged while its letter is in hand: after a crash it is claimed by another worker once the lease
has run out.
Written for Redis 7.0: no HEXPIRE, no functions.
"""

PUT = """
-- KEYS: seen ready queue letters messages
-- ARGV: id conversation order payload message seen_s ttl_s max is_edit
if redis.call('EXISTS', KEYS[1]) == 1 then return 'known' end
if ARGV[5] ~= '' and ARGV[9] == '' and redis.call('HEXISTS', KEYS[5], ARGV[5]) == 1 then
  -- Told under another id, or its edit or deletion came first.
  redis.call('SET', KEYS[1], '1', 'EX', ARGV[6])
  return 'known'
end
if redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[8]) then return 'full' end
redis.call('SET', KEYS[1], '1', 'EX', ARGV[6])
redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])
redis.call('HSET', KEYS[4], ARGV[1], ARGV[4])
if ARGV[5] ~= '' then redis.call('HSET', KEYS[5], ARGV[5], ARGV[1]) end
for i = 3, 5 do redis.call('EXPIRE', KEYS[i], ARGV[7]) end
redis.call('XADD', KEYS[2], '*', 'c', ARGV[2])
return 'new'
"""

CONTROL = """
-- KEYS: seen queue letters messages lease cancel attempts   ARGV: id message seen_s ttl_s
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('SET', KEYS[1], '1', 'EX', ARGV[3])
local held = redis.call('HGET', KEYS[5], 'letter')
local target = held
if ARGV[2] ~= '' then
  target = redis.call('HGET', KEYS[4], ARGV[2])
elseif not held then
  -- Stop between two workers: what one has given back and no other has taken yet.
  local first = redis.call('ZRANGE', KEYS[2], 0, 0)[1]
  if first and redis.call('HEXISTS', KEYS[7], first) == 1 then target = first end
end
if not target then
  if ARGV[2] ~= '' then
    redis.call('HSET', KEYS[4], ARGV[2], '')
    redis.call('EXPIRE', KEYS[4], ARGV[4])
  end
  return 1
end
if target == held then
  redis.call('SADD', KEYS[6], target)
  redis.call('EXPIRE', KEYS[6], ARGV[4])
else
  redis.call('ZREM', KEYS[2], target)
  redis.call('HDEL', KEYS[3], target)
end
return 1
"""

TAKE = """
-- KEYS: queue letters lease fence attempts   ARGV: lease_ms ttl_s by
-- Gives {} where there is nothing, {'held'} where another worker has the conversation. `by` tells a call from
-- its repetition after a lost answer, which gets the same letter again; '' is nobody's.
if redis.call('EXISTS', KEYS[3]) == 1 then
  local held = redis.call('HMGET', KEYS[3], 'fence', 'letter', 'by')
  local payload = held[2] and redis.call('HGET', KEYS[2], held[2])
  if ARGV[3] == '' or held[3] ~= ARGV[3] or not payload then return {'held'} end
  return {held[2], payload, held[1], redis.call('HGET', KEYS[5], held[2])}
end
while true do
  local first = redis.call('ZRANGE', KEYS[1], 0, 0)
  if #first == 0 then return {} end
  local payload = redis.call('HGET', KEYS[2], first[1])
  if payload then
    local fence = redis.call('INCR', KEYS[4])
    redis.call('EXPIRE', KEYS[4], ARGV[2])
    redis.call('HSET', KEYS[3], 'fence', fence, 'letter', first[1], 'by', ARGV[3])
    redis.call('PEXPIRE', KEYS[3], ARGV[1])
    local attempt = redis.call('HINCRBY', KEYS[5], first[1], 1)
    redis.call('EXPIRE', KEYS[5], ARGV[2])
    return {first[1], payload, fence, attempt}
  end
  redis.call('ZREM', KEYS[1], first[1])
end
"""

RENEW = """
-- KEYS: lease   ARGV: fence lease_ms
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""

DONE = """
-- KEYS: lease queue letters attempts cancel messages ready   ARGV: fence id conversation entry group message
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return 0 end
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('HDEL', KEYS[3], ARGV[2])
redis.call('HDEL', KEYS[4], ARGV[2])
redis.call('SREM', KEYS[5], ARGV[2])
redis.call('HDEL', KEYS[6], ARGV[6])
redis.call('DEL', KEYS[1])
redis.call('XACK', KEYS[7], ARGV[5], ARGV[4])
redis.call('XDEL', KEYS[7], ARGV[4])
if redis.call('ZCARD', KEYS[2]) > 0 then redis.call('XADD', KEYS[7], '*', 'c', ARGV[3]) end
return 1
"""

GIVE_BACK = """
-- KEYS: lease attempts ready   ARGV: fence id conversation entry group
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return 0 end
redis.call('HINCRBY', KEYS[2], ARGV[2], -1)
redis.call('DEL', KEYS[1])
redis.call('XADD', KEYS[3], '*', 'c', ARGV[3])
redis.call('XACK', KEYS[3], ARGV[5], ARGV[4])
redis.call('XDEL', KEYS[3], ARGV[4])
return 1
"""

SET_ASIDE = """
-- KEYS: lease queue letters attempts cancel messages ready dead
-- ARGV: fence id conversation entry group message reason oldest max ttl_s
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return 0 end
local payload = redis.call('HGET', KEYS[3], ARGV[2])
if payload then
  local order = redis.call('ZSCORE', KEYS[2], ARGV[2]) or '0'
  local attempts = redis.call('HGET', KEYS[4], ARGV[2]) or '0'
  redis.call('XADD', KEYS[8], '*', 'letter', ARGV[2], 'conversation', ARGV[3], 'message', ARGV[6],
    'order', order, 'payload', payload, 'reason', ARGV[7], 'attempts', attempts)
  redis.call('XTRIM', KEYS[8], 'MINID', ARGV[8])
  redis.call('XTRIM', KEYS[8], 'MAXLEN', ARGV[9])
  redis.call('EXPIRE', KEYS[8], ARGV[10])
end
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('HDEL', KEYS[3], ARGV[2])
redis.call('HDEL', KEYS[4], ARGV[2])
redis.call('SREM', KEYS[5], ARGV[2])
redis.call('HDEL', KEYS[6], ARGV[6])
redis.call('DEL', KEYS[1])
redis.call('XACK', KEYS[7], ARGV[5], ARGV[4])
redis.call('XDEL', KEYS[7], ARGV[4])
if redis.call('ZCARD', KEYS[2]) > 0 then redis.call('XADD', KEYS[7], '*', 'c', ARGV[3]) end
return 1
"""

RETRY = """
-- KEYS: dead ready queue letters messages   ARGV: entry conversation ttl_s
local found = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])
if #found == 0 then return 0 end
local said = {}
for i = 1, #found[1][2], 2 do said[found[1][2][i]] = found[1][2][i + 1] end
if said['conversation'] ~= ARGV[2] then return 0 end
redis.call('ZADD', KEYS[3], said['order'], said['letter'])
redis.call('HSET', KEYS[4], said['letter'], said['payload'])
if said['message'] ~= '' then redis.call('HSET', KEYS[5], said['message'], said['letter']) end
for i = 3, 5 do redis.call('EXPIRE', KEYS[i], ARGV[3]) end
redis.call('XADD', KEYS[2], '*', 'c', ARGV[2])
redis.call('XDEL', KEYS[1], ARGV[1])
return 1
"""

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
