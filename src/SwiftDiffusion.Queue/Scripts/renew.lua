-- Prolongs a lease. Answers the state of a job whose lease is lost, and nothing of a job that is no longer known.
local job = read(ARGV[2])
if not is_held(job, ARGV[3]) then return job and job.state or '' end
call('ZADD', at('leases'), int(now + tonumber(ARGV[4])), job.id)
return 'held'
