-- Gives a worker the job that suits it best.

-- Windows full of overdue jobs that one claim clears away; what is left is for the next claim or for maintenance.
local MAX_ROUNDS = 8
local a = {
  worker = ARGV[2], nonce = ARGV[3], lease = tonumber(ARGV[4]), window = tonumber(ARGV[5]), age_limit = tonumber(ARGV[6]), models = ARGV[7],
  warm = ARGV[8], weights = weights_of(ARGV[9]), overdue = ARGV[10], ttl = tonumber(ARGV[11]),
}
local warm = set_of(a.warm)
local worker_key = at('worker', a.worker)

local function grant(job)
  return { job.id, job.claim, job.attempts, call('GET', at('payload', job.id)), job.parts, int(now), job.submitted, job.end_by, job.traceparent,
    job.webhook, job.key }
end

-- The first jobs of the fair order at one priority: the keys in turn, one job each, then their second ones, and so on.
local function fair_order(priority)
  local slots = {}
  for _, model in ipairs(words(a.models)) do
    local keys = call('ZRANGE', at('ring', priority, model), 0, a.window - 1, 'WITHSCORES')
    for i = 1, #keys, 2 do slots[#slots + 1] = { model = model, key = keys[i], turn = tonumber(keys[i + 1]) } end
  end
  table.sort(slots, function(x, y) if x.turn ~= y.turn then return x.turn < y.turn end return x.key < y.key end)
  local order, used = {}, math.min(#slots, a.window)
  local share = math.ceil(a.window / math.max(used, 1))
  for s = 1, used do
    local slot = slots[s]
    local ids = call('ZRANGE', at('line', priority, slot.model, slot.key), 0, share - 1, 'WITHSCORES')
    for i = 1, #ids, 2 do order[#order + 1] = { id = ids[i], turn = slot.turn + (i - 1) / 2, arrival = tonumber(ids[i + 1]) } end
  end
  table.sort(order, function(x, y) if x.turn ~= y.turn then return x.turn < y.turn end return x.arrival < y.arrival end)
  return order
end

-- Reads what the choice depends on. A job whose deadline has passed is ended on the spot.
local function inspect(entry)
  local job = read(entry.id)
  local due = due_of(job)
  if due > 0 and due <= now then
    finish(job, 'failed', a.overdue, a.ttl, '', false)
    return false
  end
  entry.job, entry.needs = job, missing(job.model, job.addons, warm)
  -- A worker that lost a job before leaves it to the others if it can.
  entry.extra = job.worker == a.worker and a.weights.m or 0
  return true
end

-- The jobs of the window up to the first that starts at once: what stands behind that cannot be better.
local function candidates(order)
  local entries = {}
  for i = 1, math.min(#order, a.window) do
    local entry = order[i]
    if inspect(entry) then
      entries[#entries + 1] = entry
      if #entry.needs == 0 and entry.extra == 0 then break end
    end
  end
  return entries
end

local function held_of(entries)
  local tokens, held = {}, {}
  for _, entry in ipairs(entries) do
    for _, token in ipairs(entry.needs) do tokens[#tokens + 1] = token end
  end
  if #tokens > 0 then
    for i, count in ipairs(call('HMGET', at('held'), unpack(tokens))) do held[tokens[i]] = count end
  end
  return held
end

-- The cheapest start. What another worker holds costs double: the job is left to that one rather than loading the same twice. The longer others
-- were preferred to a job the less its cost counts, and at the age limit it goes first.
local function choose(order)
  local entries = candidates(order)
  local held = held_of(entries)
  local best
  for _, entry in ipairs(entries) do
    entry.cost = cost_of(entry.needs, a.weights) + entry.extra
    for _, token in ipairs(entry.needs) do
      if held[token] then entry.cost = entry.cost + a.weights[string.sub(token, 1, 1)] end
    end
    if entry.job.passed ~= '' then
      local waited = now - tonumber(entry.job.passed)
      if waited >= a.age_limit then return entry end
      entry.cost = entry.cost * (1 - waited / a.age_limit)
    end
    if not best or entry.cost < best.cost then best = entry end
  end
  return best
end

-- From now on the age limit counts for the jobs that stood before the chosen one.
local function note_passed(order, chosen)
  for _, entry in ipairs(order) do
    if entry.id == chosen.id then return end
    if entry.job and entry.job.passed == '' then
      entry.job.passed = int(now)
      write(entry.job)
    end
  end
end

local function best_of(priority)
  for _ = 1, MAX_ROUNDS do
    local order = fair_order(priority)
    local best = choose(order)
    if best then
      note_passed(order, best)
      return best.job
    end
    if #order == 0 then return nil end
  end
end

-- 1. The same question again gets the same answer, with a fresh lease: the first one may have been lost on its way, long ago.
local last = call('HMGET', worker_key, 'nonce', 'granted', 'claims')
if last[1] == a.nonce and last[2] then
  local job = read(last[2])
  if job and job.state == 'running' and job.worker == a.worker then
    call('ZADD', at('leases'), int(now + a.lease), job.id)
    return grant(job)
  end
end

note_warm(a.worker, a.warm)
-- A worker that serves other models than before must not be woken for those it left.
if last[3] and last[3] ~= a.models then leave_idle(a.worker, last[3]) end

-- 2. The best of the first jobs, highest priority first.
local job = best_of('3') or best_of('2') or best_of('1')

-- 3. Nothing: the worker is idle until it is woken.
call('ZADD', at('workers'), int(now), a.worker)
if not job then
  call('HSET', worker_key, 'claims', a.models)
  for _, model in ipairs(words(a.models)) do call('ZADD', at('idle', model), int(now), a.worker) end
  return {}
end

-- 4. The lease.
leave_line(job, true)
job.state, job.worker, job.started, job.passed = 'running', a.worker, int(now), ''
job.claim, job.attempts = int(num(job.claim) + 1), int(num(job.attempts) + 1)
call('ZADD', at('leases'), int(now + a.lease), job.id)
count_running(job, 1)
watch_deadline(job)
call('HSET', worker_key, 'nonce', a.nonce, 'granted', job.id)
leave_idle(a.worker, a.models)
emit(job, 'started', job.attempts, '')
return grant(job)
