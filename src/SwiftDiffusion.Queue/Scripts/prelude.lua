-- Shared by all scripts, which are appended to it. KEYS[1] is the queue's name in braces: it begins every key, so that a cluster keeps them in one
-- slot, and it is what a store that locks declared keys locks, so that scripts run one after the other. ARGV[1] is the time in milliseconds, empty
-- for the store's own.
local Q = KEYS[1]
local call = redis.call

local function num(value) return value and tonumber(value) or 0 end

-- Lua 5.4 writes 3.0 where 5.1 writes 3.
local function int(value) return string.format('%.0f', value) end

local now = tonumber(ARGV[1])
if not now then
  local time = call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function at(...) return table.concat({ Q, ... }, ':') end

local function words(text)
  local list = {}
  for word in string.gmatch(text or '', '%S+') do list[#list + 1] = word end
  return list
end

local function job_key(id) return at('job', id) end

local FIELDS = { 'state', 'key', 'model', 'priority', 'arrival', 'claim', 'attempts', 'worker', 'start_by', 'end_by', 'parts', 'started', 'addons' }

-- A job's fields by name, or nil when there is no such job.
local function read(id)
  local values = call('HMGET', job_key(id), unpack(FIELDS))
  if not values[1] then return nil end
  local job = { id = id }
  for i, name in ipairs(FIELDS) do job[name] = values[i] or '' end
  return job
end

-- True for the worker that holds the job's lease; every claim has a number of its own.
local function is_held(job, claim)
  return job and job.state == 'running' and job.claim == claim
end

local function line_of(job, kind, attempt, payload)
  local sequence = call('HINCRBY', job_key(job.id), 'sequence', 1)
  return table.concat({ int(sequence), int(now), kind, job.worker or '', int(num(attempt)), payload or '' }, '\n')
end

-- An event that a replay shows for as long as the job is known.
local function emit(job, kind, attempt, payload)
  local line = line_of(job, kind, attempt, payload)
  call('RPUSH', at('events', job.id), line)
  call('PUBLISH', at('event', job.id), line)
end
