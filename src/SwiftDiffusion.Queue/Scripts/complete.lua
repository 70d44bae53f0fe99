-- Stores the outcome of a job that went well, if the worker still holds it.
local a = { id = ARGV[2], claim = ARGV[3], document = ARGV[4], results = ARGV[5], ttl = tonumber(ARGV[6]) }
local job = read(a.id)
if job and job.state == 'completed' and job.claim == a.claim then return 'ended' end
if not is_held(job, a.claim) then return 'lost' end
-- How long a job of this model takes, the last ten or so counting most.
local ran, pace = now - num(job.started), call('HGET', at('pace'), job.model)
call('HSET', at('pace'), job.model, string.format('%.3f', pace and tonumber(pace) * 0.9 + ran * 0.1 or ran))
finish(job, 'completed', a.document, a.ttl, a.results, false)
return 'ended'
