-- A waiting job's place in line, from 1: jobs of higher priority, its key's earlier jobs, and of every other key those whose turn comes before. A worker
-- that serves several models takes the jobs of all of them from one line, so all of them count.
local SAMPLE = 128

-- The models of those workers that serve this one; sets is a list of what workers serve, divided by bars.
local function models_beside(model, sets)
  local seen, list = { [model] = true }, { model }
  for set in string.gmatch(sets, '[^|]+') do
    local served = words(set)
    local serves = false
    for _, other in ipairs(served) do serves = serves or other == model end
    for _, other in ipairs(serves and served or {}) do
      if not seen[other] then seen[other], list[#list + 1] = true, other end
    end
  end
  return list
end

local function sum_of(counts)
  local sum = 0
  for i = 1, #counts do sum = sum + math.max(0, num(counts[i])) end
  return sum
end

-- Every other key's turn, and how many keys there are: those of the first SAMPLE of each model's ring.
local function turns_of_others(job, models)
  local turns, total = {}, 0
  for _, model in ipairs(models) do
    local ring = at('ring', job.priority, model)
    local keys = call('ZRANGE', ring, 0, SAMPLE - 1, 'WITHSCORES')
    for i = 1, #keys, 2 do turns[keys[i]] = tonumber(keys[i + 1]) end
    total = math.max(total, call('ZCARD', ring))
  end
  turns[job.key] = nil
  return turns, total - 1
end

-- Jobs of a key, over all models, that arrived before one.
local function arrived_before(job, key, models)
  local count = 0
  for _, model in ipairs(models) do count = count + call('ZCOUNT', at('line', job.priority, model, key), '-inf', '(' .. job.arrival) end
  return count
end

-- Of another key's jobs those go first that have an earlier turn, and among equal turns the one that arrived first.
local function jobs_before(job, key, models, turns)
  if turns < 0 then return 0 end
  local waiting = sum_of(call('HMGET', at('waiting', job.priority, key), unpack(models)))
  if turns >= waiting then return waiting end
  return arrived_before(job, key, models) > turns and turns + 1 or turns
end

local function others_before(job, models, turn)
  local others, total = turns_of_others(job, models)
  local sum, seen = 0, 0
  for key, other in pairs(others) do
    seen = seen + 1
    sum = sum + jobs_before(job, key, models, turn - other)
  end
  -- Beyond the sample the other keys are taken to be like those in it.
  return seen > 0 and total > seen and math.floor(sum * total / seen) or sum
end

local function position(job, sets)
  local models = models_beside(job.model, sets)
  local ahead = 0
  for priority = tonumber(job.priority) + 1, 3 do ahead = ahead + sum_of(call('HMGET', at('backlog', int(priority)), unpack(models))) end
  local rank = arrived_before(job, job.key, models)
  local turn = call('ZSCORE', at('ring', job.priority, job.model), job.key)
  return ahead + rank + 1 + (turn and others_before(job, models, tonumber(turn) + rank) or 0)
end
