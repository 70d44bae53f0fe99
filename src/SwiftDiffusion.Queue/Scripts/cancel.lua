-- Stops a job that is open. Answers the state it is in afterwards, and nothing of a job that is not known.
local job = read(ARGV[2])
if not job then return '' end
if job.state == 'queued' or job.state == 'running' then finish(job, 'cancelled', '', tonumber(ARGV[3]), '', false) end
return job.state
