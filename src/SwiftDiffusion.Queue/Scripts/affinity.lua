-- What starting a job costs on a worker: the weights of what the job needs and the worker does not hold. Tokens begin with their kind: m/ a model,
-- c/ a ControlNet, l/ a LoRA.
local function set_of(text)
  local set = {}
  for _, word in ipairs(words(text)) do set[word] = true end
  return set
end

-- The tokens of what a job needs and a worker does not hold.
local function missing(job_model, addons, warm)
  local list = {}
  if not warm['m/' .. job_model] then list[1] = 'm/' .. job_model end
  for _, token in ipairs(words(addons)) do
    if not warm[token] then list[#list + 1] = token end
  end
  return list
end

local function cost_of(tokens, weights)
  local cost = 0
  for _, token in ipairs(tokens) do cost = cost + weights[string.sub(token, 1, 1)] end
  return cost
end

local function weights_of(text)
  local list = words(text)
  return { m = tonumber(list[1]), c = tonumber(list[2]), l = tonumber(list[3]) }
end

-- How many workers hold each token.
local function count_held(token, step)
  if call('HINCRBY', at('held'), token, step) <= 0 then call('HDEL', at('held'), token) end
end

-- Remembers what a worker holds.
local function note_warm(worker, text)
  local before = call('HGET', at('worker', worker), 'warm') or ''
  if before == text then return end
  local old, new = set_of(before), set_of(text)
  for token in pairs(old) do if not new[token] then count_held(token, -1) end end
  for token in pairs(new) do if not old[token] then count_held(token, 1) end end
  call('HSET', at('worker', worker), 'warm', text)
end

local function leave_idle(worker, models)
  for _, model in ipairs(words(models)) do call('ZREM', at('idle', model), worker) end
end

-- A worker that is gone.
local function forget_worker(worker)
  note_warm(worker, '')
  leave_idle(worker, call('HGET', at('worker', worker), 'claims') or '')
  call('DEL', at('worker', worker))
  call('ZREM', at('workers'), worker)
end

local IDLE_SEEN = 32

-- Wakes the idle worker on which the job starts cheapest, the longest idle among equals. The others sleep on: one job, one wake-up.
local function wake(job, weights)
  local best, best_cost, best_models
  for _, worker in ipairs(call('ZRANGE', at('idle', job.model), 0, IDLE_SEEN - 1)) do
    local state = call('HMGET', at('worker', worker), 'claims', 'warm')
    if state[1] then
      local cost = cost_of(missing(job.model, job.addons, set_of(state[2] or '')), weights)
      if not best or cost < best_cost then best, best_cost, best_models = worker, cost, state[1] end
    else
      call('ZREM', at('idle', job.model), worker)
    end
  end
  if not best then return '' end
  leave_idle(best, best_models)
  call('PUBLISH', at('wake', best), '')
  return best
end
