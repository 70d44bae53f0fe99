-- The line. Per priority, model and API key there is a sorted set of waiting jobs by arrival; per priority and model a ring of the keys that may have
-- a job started, by turn. A turn is a virtual time: being served costs one, and the clock of a priority is the turn served last. A key that was idle
-- enters one turn before the clock: it goes first, and gets back what it waits for the job that is running. (Start-time fair queueing.)

local function enter_turn(key, priority)
  local floor = num(call('HGET', at('clock'), priority)) - 1
  local own = call('ZSCORE', at('turns', priority), key)
  call('ZADD', at('turns', priority), int(own and math.max(tonumber(own), floor) or floor), key)
end

local function spend_turn(key, priority)
  local clock = num(call('HGET', at('clock'), priority))
  local turn = tonumber(call('ZSCORE', at('turns', priority), key) or clock - 1)
  if turn > clock then
    clock = turn
    call('HSET', at('clock'), priority, int(clock))
  end
  call('ZADD', at('turns', priority), int(math.max(turn, clock - 1) + 1), key)
  -- A turn that enter_turn would raise anyway need not be remembered.
  call('ZREMRANGEBYSCORE', at('turns', priority), '-inf', int(clock - 1))
end

local function is_at_limit(key)
  local counts = call('HMGET', at('key', key), 'running', 'max_running')
  return num(counts[2]) > 0 and num(counts[1]) >= num(counts[2])
end

-- Puts a key into the rings it belongs to, and takes it out of the others: of models it has no waiting job for, and of all while it is at its limit.
local function place(key, priority)
  local blocked = is_at_limit(key)
  local counts = call('HGETALL', at('waiting', priority, key))
  for i = 1, #counts, 2 do
    local model, ring = counts[i], at('ring', priority, counts[i])
    local empty = num(counts[i + 1]) <= 0
    if empty or blocked then
      call('ZREM', ring, key)
    else
      local turn = call('ZSCORE', at('turns', priority), key) or num(call('HGET', at('clock'), priority)) - 1
      call('ZADD', ring, int(tonumber(turn)), key)
    end
    if empty then call('HDEL', at('waiting', priority, key), model) end
  end
end

local function count_waiting(job, step)
  call('HINCRBY', at('waiting', job.priority, job.key), job.model, step)
  call('HINCRBY', at('backlog', job.priority), job.model, step)
  call('HINCRBY', at('key', job.key), 'waiting', step)
  call('HINCRBY', at('totals'), 'waiting', step)
end

local function join_line(job)
  if call('HLEN', at('waiting', job.priority, job.key)) == 0 then enter_turn(job.key, job.priority) end
  call('ZADD', at('line', job.priority, job.model, job.key), job.arrival, job.id)
  count_waiting(job, 1)
  place(job.key, job.priority)
end

local function leave_line(job, is_served)
  call('ZREM', at('line', job.priority, job.model, job.key), job.id)
  count_waiting(job, -1)
  if is_served then spend_turn(job.key, job.priority) end
  place(job.key, job.priority)
end

-- Counts a job in or out of those its key has running, and opens or closes the rings to the key when that makes a difference.
local function count_running(job, step)
  call('HINCRBY', at('key', job.key), 'running', step)
  call('HINCRBY', at('totals'), 'running', step)
  local counts = call('HMGET', at('key', job.key), 'waiting', 'max_running')
  if num(counts[1]) > 0 and num(counts[2]) > 0 then
    for priority = 1, 3 do place(job.key, int(priority)) end
  end
end

-- A key without open jobs leaves nothing behind but its place in the turns, and that only while it matters.
local function forget_key(key)
  local counts = call('HMGET', at('key', key), 'waiting', 'running')
  if num(counts[1]) <= 0 and num(counts[2]) <= 0 then
    call('DEL', at('key', key))
    call('SREM', at('keys'), key)
  end
end
