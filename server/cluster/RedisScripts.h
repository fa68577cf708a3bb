// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace wavetape::cluster::scripts {

// What Redis does in one step, in its own Lua. A channel is three keys: the meta hash {e: epoch, s:
// last number, b: bytes of the stream}, the stream with one entry `<seq>-0` per publication, and
// its name in the sorted set of all names.

/// Numbers, stores and sends one publication, where its envelope names the number that comes next;
/// else nothing happens but that the caller is told where the channel stands. Because the PUBLISH
/// is part of the step, every subscriber gets a channel's numbers in their order. KEYS: meta,
/// stream, names, [what remembers the key] ARGV: epoch for a new channel, envelope, subject,
/// channel, most entries, most bytes, ms of the stream, ms of the meta hash, ms of the key, epoch
/// and seq that the envelope names Returns {"<epoch> <seq>", 0}; 1: the key was known, this is the
/// first one's position; 2: the channel stands there.
inline constexpr std::string_view kPublish = R"lua(
if KEYS[4] then
  local first = redis.call('GET', KEYS[4])
  if first then return {first, 1} end
end
local epoch = redis.call('HGET', KEYS[1], 'e')
local top = tonumber(redis.call('HGET', KEYS[1], 's') or 0)
-- A numbering that has fallen behind what the caller has seen is over.
if epoch == ARGV[10] and top + 1 < tonumber(ARGV[11]) then epoch = false end
if not epoch then
  epoch, top = ARGV[1], 0
  redis.call('HSET', KEYS[1], 'e', epoch, 's', 0, 'b', 0)
  redis.call('PEXPIRE', KEYS[1], ARGV[7])
  redis.call('DEL', KEYS[2])
end
if epoch ~= ARGV[10] or top + 1 ~= tonumber(ARGV[11]) then
  return {epoch .. ' ' .. string.format('%.0f', top), 2}
end
local seq = string.format('%.0f', redis.call('HINCRBY', KEYS[1], 's', 1))
if seq == '1' then
  redis.call('DEL', KEYS[2])
  redis.call('ZADD', KEYS[3], 0, ARGV[4])
end
redis.call('XADD', KEYS[2], seq .. '-0', 'm', ARGV[2])
local held, bytes = redis.call('XLEN', KEYS[2]), #ARGV[2]
if held == 1 then
  redis.call('HSET', KEYS[1], 'b', bytes)
else
  bytes = redis.call('HINCRBY', KEYS[1], 'b', bytes)
end
while held > 1 and (held > tonumber(ARGV[5]) or bytes > tonumber(ARGV[6])) do
  local oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
  redis.call('XDEL', KEYS[2], oldest[1])
  held = held - 1
  bytes = redis.call('HINCRBY', KEYS[1], 'b', -#oldest[2][2])
end
redis.call('PEXPIRE', KEYS[2], ARGV[7])
redis.call('PEXPIRE', KEYS[1], ARGV[8])
local position = epoch .. ' ' .. seq
if KEYS[4] then redis.call('SET', KEYS[4], position, 'PX', ARGV[9]) end
redis.call('PUBLISH', ARGV[3], position .. ' ' .. ARGV[2])
return {position, 0}
)lua";

/// Tells where a channel stands and what of it is newer than what the caller has. A numbering that
/// has fallen behind what the caller has seen (a failover lost what was acknowledged) is over.
/// KEYS: meta, stream, names
/// ARGV: epoch for a new numbering, epoch and seq that the caller has, most entries, most bytes, ms
/// of the meta hash while nothing was published, channel
/// Returns {epoch, seq, newest seq, envelope, the one before, envelope …}.
inline constexpr std::string_view kRead = R"lua(
local epoch = redis.call('HGET', KEYS[1], 'e')
local seq = tonumber(redis.call('HGET', KEYS[1], 's') or 0)
local known = 0
if epoch == ARGV[2] then
  known = tonumber(ARGV[3])
  if seq < known then epoch = false end
end
if not epoch then
  epoch, seq, known = ARGV[1], 0, 0
  redis.call('HSET', KEYS[1], 'e', epoch, 's', 0, 'b', 0)
  redis.call('DEL', KEYS[2])
  redis.call('ZREM', KEYS[3], ARGV[7])
end
if seq == 0 then redis.call('PEXPIRE', KEYS[1], ARGV[6]) end
local answer = {epoch, string.format('%.0f', seq)}
local left, bytes, upper = tonumber(ARGV[4]), tonumber(ARGV[5]), seq
local from = string.format('%.0f-0', known + 1)
while left > 0 and upper > known do
  local page = redis.call('XREVRANGE', KEYS[2], string.format('%.0f-0', upper), from, 'COUNT', math.min(left, 64))
  if #page == 0 then break end
  for _, entry in ipairs(page) do
    bytes = bytes - #entry[2][2]
    if bytes < 0 and #answer > 2 then
      left = 0
      break
    end
    left = left - 1
    upper = tonumber(string.match(entry[1], '^%d+'))
    answer[#answer + 1] = string.format('%.0f', upper)
    answer[#answer + 1] = entry[2][2]
  end
  upper = upper - 1
end
return answer
)lua";

/// A node says that it is there.
/// KEYS: proof of the cluster's key, the node's name, the hash of what nodes say of themselves
/// ARGV: proof, life, ms of the proof, ms of the name, the node's name, what it says
/// Returns 'ok'; 'key': the others have another key; 'name': another node has that name.
inline constexpr std::string_view kPresent = R"lua(
local proof = redis.call('GET', KEYS[1])
if proof and proof ~= ARGV[1] then return 'key' end
local life = redis.call('GET', KEYS[2])
if life and life ~= ARGV[2] then return 'name' end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[4])
redis.call('HSET', KEYS[3], ARGV[5], redis.call('TIME')[1] .. ' ' .. ARGV[6])
return 'ok'
)lua";

/// A node would lead the feed, or leads it: its beat is taken where nobody else has the lease and
/// it is the one that follows the newest. Without a checkpoint to go on from, what a leader said
/// that is gone binds nobody.
/// KEYS: lease, newest beat {l: life, n: number, b: envelope, t: µs when it was taken}, checkpoint
/// ARGV: node's life, ms of the lease, ms of the beat, life and number of the beat, envelope
/// Returns {'taken'}, {'led', envelope, age} or {'behind', envelope, age}, of the newest beat, in
/// µs: one clock for all
inline constexpr std::string_view kLead = R"lua(
local lease = redis.call('GET', KEYS[1])
local newest = redis.call('HMGET', KEYS[2], 'l', 'n', 'b', 't')
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local age = string.format('%.0f', now - tonumber(newest[4] or now))
if lease and lease ~= ARGV[1] then return {'led', newest[3] or '', age} end
local other = newest[1] and newest[1] ~= ARGV[4]
if other and (lease or redis.call('EXISTS', KEYS[3]) == 1)
  or newest[1] and not other and tonumber(newest[2]) + 1 ~= tonumber(ARGV[5]) then
  return {'behind', newest[3], age}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('HSET', KEYS[2], 'l', ARGV[4], 'n', ARGV[5], 'b', ARGV[6], 't', string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return {'taken', '', '0'}
)lua";

/// The leader leaves a checkpoint of the feed. The one before stays, so that who goes on from it
/// has a minute's history.
/// KEYS: lease, newest beat, checkpoint, the one before. ARGV: node's life, life of the feed,
/// envelope, ms
/// Returns 'ok'; 'no': it does not lead that
inline constexpr std::string_view kCheckpoint = R"lua(
if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('HGET', KEYS[2], 'l') ~= ARGV[2] then return 'no' end
if redis.call('EXISTS', KEYS[3]) == 1 then redis.call('RENAME', KEYS[3], KEYS[4]) end
redis.call('SET', KEYS[3], ARGV[3], 'PX', ARGV[4])
return 'ok'
)lua";

/// A node says that it is gone.
/// KEYS: the node's name, the hash of what nodes say, the feed's lease. ARGV: life, the node's name
inline constexpr std::string_view kAbsent = R"lua(
if redis.call('GET', KEYS[3]) == ARGV[1] then redis.call('DEL', KEYS[3]) end
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
  redis.call('HDEL', KEYS[2], ARGV[2])
end
return 'ok'
)lua";

/// What the nodes say that have been heard of; the others are forgotten.
/// KEYS: the hash of what nodes say. ARGV: ms that a node is believed in
inline constexpr std::string_view kNodes = R"lua(
local now, said = tonumber(redis.call('TIME')[1]), {}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local space = string.find(all[i + 1], ' ', 1, true)
  local at = tonumber(string.sub(all[i + 1], 1, (space or 1) - 1))
  if at and now - at <= tonumber(ARGV[1]) / 1000 then
    said[#said + 1] = string.sub(all[i + 1], space + 1)
  else
    redis.call('HDEL', KEYS[1], all[i])
  end
end
return said
)lua";

/// A node asks who reads channels on the others, and from now on wants to know. What a node said
/// counts while the life under which it said so has the node's name.
/// KEYS: what is asked for, the hash of what nodes say of themselves, of each channel the hash of
/// what nodes say of it. ARGV: what names begin with, the asking node's name, ms that it wants to
/// know, the channels
/// Returns of each channel {how many nodes have said nothing, envelope, envelope …}.
inline constexpr std::string_view kAsk = R"lua(
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lives = {}
for _, node in ipairs(redis.call('HKEYS', KEYS[2])) do
  local life = node ~= ARGV[2] and redis.call('GET', ARGV[1] .. 'node:' .. node)
  if life then lives[node] = life end
end
local answer = {}
for i = 4, #ARGV do
  local known = redis.call('ZSCORE', KEYS[1], ARGV[i])
  redis.call('ZADD', KEYS[1], string.format('%.0f', now + tonumber(ARGV[3])), ARGV[i])
  if not known or tonumber(known) < now then redis.call('PUBLISH', KEYS[1], ARGV[i]) end
  local said, silent = {0}, 0
  for node, life in pairs(lives) do
    local text = redis.call('HGET', KEYS[i - 1], node)
    local space = text and string.find(text, ' ', 1, true)
    if space and string.sub(text, 1, space - 1) == life then
      said[#said + 1] = string.sub(text, space + 1)
    else
      silent = silent + 1
    end
  end
  said[1] = silent
  answer[#answer + 1] = said
end
return answer
)lua";

/// The channels of which some node wants to know who reads them.
/// KEYS: what is asked for. ARGV: most of them
inline constexpr std::string_view kAsked = R"lua(
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. now)
return redis.call('ZRANGE', KEYS[1], 0, tonumber(ARGV[1]) - 1)
)lua";

/// A page of the names of what clients have published on; those without a numbering are forgotten.
/// KEYS: names. ARGV: what names of keys begin with, from where on and up to where (as of
/// ZRANGEBYLEX), most
/// Returns {how many were looked at, the last, name, epoch, number, name …}.
inline constexpr std::string_view kNames = R"lua(
local page = redis.call('ZRANGEBYLEX', KEYS[1], ARGV[2], ARGV[3], 'LIMIT', 0, tonumber(ARGV[4]))
local answer = {#page, page[#page] or ''}
for _, name in ipairs(page) do
  local place = redis.call('HMGET', ARGV[1] .. 'm:' .. name, 'e', 's')
  if place[1] and place[2] then
    answer[#answer + 1], answer[#answer + 2], answer[#answer + 3] = name, place[1], place[2]
  else
    redis.call('ZREM', KEYS[1], name)
  end
end
return answer
)lua";

} // namespace wavetape::cluster::scripts
