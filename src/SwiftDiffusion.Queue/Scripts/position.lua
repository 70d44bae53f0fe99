-- A waiting job's place in line, from 1: jobs of higher priority, its key's earlier jobs, and of every other key those whose turn comes before.
local SAMPLE = 128

local function turns_before(job, rank, own)
  local ring = at('ring', job.priority, job.model)
  local others = call('ZRANGE', ring, 0, SAMPLE - 1, 'WITHSCORES')
  local sum, seen = 0, 0
  for i = 1, #others, 2 do
    local key, turns = others[i], own + rank - tonumber(others[i + 1])
    if key ~= job.key then
      if key < job.key then turns = turns + 1 end
      seen = seen + 1
      if turns > 0 then sum = sum + math.min(turns, call('ZCARD', at('line', job.priority, job.model, key))) end
    end
  end
  -- Beyond the sample the other keys are taken to be like those in it.
  local total = call('ZCARD', ring) - 1
  return seen > 0 and total > seen and math.floor(sum * total / seen) or sum
end

local function position(job)
  local ahead = 0
  for priority = tonumber(job.priority) + 1, 3 do ahead = ahead + num(call('HGET', at('backlog', int(priority)), job.model)) end
  local rank = call('ZRANK', at('line', job.priority, job.model, job.key), job.id) or 0
  local own = call('ZSCORE', at('ring', job.priority, job.model), job.key)
  return ahead + rank + 1 + (own and turns_before(job, rank, tonumber(own)) or 0)
end
