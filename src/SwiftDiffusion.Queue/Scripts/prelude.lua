-- Shared by all scripts, which are appended to it. KEYS[1] is the queue's name in braces: it begins every key, so that a cluster keeps them in one
-- slot, and it is what a store that locks declared keys locks, so that scripts run one after the other. ARGV[1] is the time in milliseconds, empty
-- for the store's own.
local Q = KEYS[1]
local call = redis.call

local function num(value) return tonumber(value or '') or 0 end

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

-- A job is one string, a line for each of these: a store has less to look after than with a hash, whose every field is an object of its own.
local FIELDS = {
  'state', 'key', 'model', 'priority', 'arrival', 'claim', 'attempts', 'worker', 'start_by', 'end_by', 'parts', 'addons', 'submitted', 'started', 'passed',
  'finished', 'expires', 'results', 'sequence', 'idempotency', 'traceparent', 'webhook', 'told',
}

-- A job's fields by name, or nil when there is no such job.
local function read(id)
  local text = call('GET', at('job', id))
  if not text then return nil end
  local job, i = { id = id }, 0
  for value in string.gmatch(text, '([^\n]*)\n') do
    i = i + 1
    job[FIELDS[i]] = value
  end
  return job
end

local function write(job)
  local lines = {}
  for i, name in ipairs(FIELDS) do lines[i] = job[name] or '' end
  call('SET', at('job', job.id), table.concat(lines, '\n') .. '\n')
end

-- True for the worker that holds the job's lease; every claim has a number of its own.
local function is_held(job, claim)
  return job and job.state == 'running' and job.claim == claim
end

-- Ends an event among those of a job. Payloads are JSON, which has no such character.
local END = '\30'

local function line_of(job, kind, attempt, payload)
  job.sequence = int(num(job.sequence) + 1)
  return table.concat({ job.sequence, int(now), kind, job.worker or '', int(num(attempt)), payload or '' }, '\n')
end

-- Tells whoever listens. Some jobs share a channel: Garnet never forgets one that was listened to, so there must not be one for each job.
local function tell(job, line) call('PUBLISH', at('event', string.sub(job.id, -2)), job.id .. '\n' .. line) end

-- Writes the job down, with an event that a replay shows for as long as the job is known.
local function emit(job, kind, attempt, payload)
  local line = line_of(job, kind, attempt, payload)
  write(job)
  call('APPEND', at('events', job.id), line .. END)
  tell(job, line)
end
