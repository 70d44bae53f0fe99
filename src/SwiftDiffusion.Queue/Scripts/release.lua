-- A worker hands back a job it has not finished; the attempt does not count.
local a = { id = ARGV[2], claim = ARGV[3], reason = ARGV[4], weights = weights_of(ARGV[5]) }
local job = read(a.id)
if not is_held(job, a.claim) then return 'lost' end
job.attempts = int(num(job.attempts) - 1)
requeue(job, 0, a.reason)
watch_deadline(job)
wake(job, a.weights)
return 'retried'
