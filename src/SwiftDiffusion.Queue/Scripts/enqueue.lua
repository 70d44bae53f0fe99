-- Accepts a job, or says why not.
local a = {
  id = ARGV[2], key = ARGV[3], model = ARGV[4], priority = ARGV[5], addons = ARGV[6], payload = ARGV[7], parts = ARGV[8], start_in = tonumber(ARGV[9]),
  end_in = tonumber(ARGV[10]), idempotency = ARGV[11], fingerprint = ARGV[12], max_running = ARGV[13], max_waiting = tonumber(ARGV[14]),
  max_backlog = tonumber(ARGV[15]), weights = weights_of(ARGV[16]), traceparent = ARGV[17], webhook = ARGV[18],
}

-- What belongs to an open job does not expire.
local function keep_parts()
  for _, blob in ipairs(words(a.parts)) do call('ZADD', at('blobs'), '+inf', blob) end
end

-- 1. Is it known already? The sender repeats itself when an answer was lost, and has written the parts anew.
local earlier = read(a.id)
if earlier then
  if earlier.state == 'queued' or earlier.state == 'running' then keep_parts() end
  return { 'accepted', a.id, '' }
end
local repeated = a.idempotency ~= '' and at('idempotency', a.key, a.idempotency)
local known = repeated and call('GET', repeated)
if known then
  local id, fingerprint = string.match(known, '^(%S+) (.*)$')
  return { fingerprint == a.fingerprint and 'joined' or 'conflict', id, '' }
end

-- 2. Is there room?
local backlog = num(call('HGET', at('totals'), 'waiting'))
if a.max_backlog > 0 and backlog >= a.max_backlog then return { 'overloaded', int(backlog), '' } end
local waiting = num(call('HGET', at('key', a.key), 'waiting'))
if a.max_waiting > 0 and waiting >= a.max_waiting then return { 'key_limit', int(waiting), '' } end

-- 3. Into the line.
local job = {
  id = a.id, key = a.key, model = a.model, priority = a.priority, addons = a.addons, parts = a.parts, state = 'queued', attempts = '0', claim = '0',
  arrival = int(call('INCR', at('arrivals'))), submitted = int(now), idempotency = repeated or '', traceparent = a.traceparent, webhook = a.webhook,
  start_by = a.start_in > 0 and int(now + a.start_in) or '0', end_by = a.end_in > 0 and int(now + a.end_in) or '0',
}
call('SET', at('payload', job.id), a.payload)
call('HSET', at('key', job.key), 'max_running', a.max_running)
call('SADD', at('keys'), job.key)
call('ZADD', at('jobs', job.key), job.arrival, job.id)
if repeated then call('SET', repeated, job.id .. ' ' .. a.fingerprint) end
keep_parts()
join_line(job)
watch_deadline(job)

-- 4. Tell.
emit(job, 'queued', 0, '')
return { 'accepted', job.id, wake(job, a.weights) }
