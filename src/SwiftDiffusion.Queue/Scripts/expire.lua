-- What time alone brings about: leases that ran out and deadlines that passed, the oldest first.
local a = {
  limit = tonumber(ARGV[2]), lost = ARGV[3], given_up = ARGV[4], overdue = ARGV[5], max_attempts = tonumber(ARGV[6]), ttl = tonumber(ARGV[7]),
  dead_ttl = tonumber(ARGV[8]), weights = weights_of(ARGV[9]),
}
local retried, dead, overdue = 0, 0, 0

local function due(set) return call('ZRANGEBYSCORE', at(set), '-inf', int(now), 'LIMIT', 0, a.limit) end

-- 1. Deadlines: they are final, so they come before leases, which would only bring the job back.
for _, id in ipairs(due('deadlines')) do
  finish(read(id), 'failed', a.overdue, a.ttl, '', false)
  overdue = overdue + 1
end

-- 2. Leases.
for _, id in ipairs(due('leases')) do
  local job = read(id)
  if num(job.attempts) < a.max_attempts then
    requeue(job, job.attempts, a.lost)
    wake(job, a.weights)
    retried = retried + 1
  else
    finish(job, 'failed', a.given_up, a.dead_ttl, '', true)
    dead = dead + 1
  end
end
return { int(retried), int(dead), int(overdue) }
