-- An attempt failed: the job waits again while it has attempts left, else it ends.
local a = {
  id = ARGV[2], claim = ARGV[3], failure = ARGV[4], max_attempts = tonumber(ARGV[5]), is_dead = ARGV[6] == '1', ttl = tonumber(ARGV[7]),
  weights = weights_of(ARGV[8]),
}
local job = read(a.id)
if not is_held(job, a.claim) then
  if not job or job.claim ~= a.claim then return 'lost' end
  -- The answer to the same report was lost on its way.
  return job.state == 'queued' and 'retried' or job.state == 'failed' and 'ended' or 'lost'
end
if num(job.attempts) < a.max_attempts then
  requeue(job, job.attempts, a.failure)
  wake(job, a.weights)
  return 'retried'
end
finish(job, 'failed', a.failure, a.ttl, '', a.is_dead)
return 'ended'
