-- The only ways out of a lease, and out of being open.

local function leave_lease(job)
  call('ZREM', at('leases'), job.id)
  count_running(job, -1)
end

-- When the next deadline of a job passes; 0 for never. The one for its start is kept once it was claimed, whatever became of that.
local function due_of(job)
  local start_by, due = num(job.start_by), num(job.end_by)
  local counts = job.state == 'queued' and job.claim == '0' and start_by > 0
  return counts and (due == 0 or start_by < due) and start_by or due
end

-- One sorted set knows the next deadline of every open job.
local function watch_deadline(job)
  local due = due_of(job)
  if due > 0 then call('ZADD', at('deadlines'), int(due), job.id) else call('ZREM', at('deadlines'), job.id) end
end

local function forget_progress(job) call('DEL', at('step', job.id), at('loading', job.id)) end

-- Back into the line, at the job's old place in it.
local function requeue(job, attempt, failure)
  job.state = 'queued'
  forget_progress(job)
  -- First in, then out: its key must not seem to be without jobs in between.
  join_line(job)
  leave_lease(job)
  emit(job, 'retried', attempt, failure)
end

-- Ends a job that is queued or running, once. Its pictures, or what it was made of if people should look into it, are kept until it is forgotten.
local function finish(job, state, payload, ttl, results, is_dead)
  local stopped = job.state == 'running' and state ~= 'completed' and job.worker
  if job.state == 'running' then leave_lease(job) else leave_line(job, false) end
  forget_key(job.key)
  local expires = int(now + ttl)
  call('ZREM', at('deadlines'), job.id)
  call('ZADD', at('ended'), expires, job.id)
  call('HINCRBY', at('totals'), state, 1)
  if payload ~= '' then call('SET', at('outcome', job.id), payload) end
  forget_progress(job)
  for _, blob in ipairs(words(job.parts)) do call('ZADD', at('blobs'), is_dead and expires or int(now), blob) end
  for _, blob in ipairs(words(results)) do call('ZADD', at('blobs'), expires, blob) end
  if is_dead then call('ZADD', at('dead'), int(now), job.id) end
  -- Whoever is to be told of the end is told by the next gateway that looks.
  if job.webhook ~= '' then call('ZADD', at('webhooks'), int(now), job.id) end
  job.state, job.finished, job.expires, job.results, job.passed = state, int(now), expires, results, ''
  emit(job, state, job.attempts, state == 'failed' and payload or '')
  if stopped then call('PUBLISH', at('wake', stopped), 'stop ' .. job.id .. ' ' .. job.claim .. ' ' .. state) end
end
