-- What starting a job costs on a worker: the weights of what the job needs and the worker does not hold. Tokens begin with their kind: m/ a model,
-- c/ a ControlNet, l/ a LoRA.
local function set_of(text)
  local set = {}
  for _, word in ipairs(words(text)) do set[word] = true end
  return set
end

local function start_cost(job_model, addons, warm, weights)
  local cost = warm['m/' .. job_model] and 0 or weights.m
  for _, token in ipairs(words(addons)) do
    if not warm[token] then cost = cost + weights[string.sub(token, 1, 1)] end
  end
  return cost
end

local function weights_of(text)
  local list = words(text)
  return { m = tonumber(list[1]), c = tonumber(list[2]), l = tonumber(list[3]) }
end

local IDLE_SEEN = 32

local function leave_idle(worker, models)
  for _, model in ipairs(words(models)) do call('ZREM', at('idle', model), worker) end
end

-- Wakes the idle worker on which the job starts cheapest, the longest idle among equals. The others sleep on: one job, one wake-up.
local function wake(job, weights)
  local best, best_cost, best_models
  for _, worker in ipairs(call('ZRANGE', at('idle', job.model), 0, IDLE_SEEN - 1)) do
    local state = call('HMGET', at('worker', worker), 'claims', 'warm')
    if state[1] then
      local cost = start_cost(job.model, job.addons, set_of(state[2] or ''), weights)
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
