-- A job's fields, flat, with its place in line while it waits and what is needed to estimate its wait. ARGV[3] has the models of each kind of worker.
local job = read(ARGV[2])
if not job then return {} end
if job.state == 'queued' then
  job.position, job.pace = int(position(job, ARGV[3])), call('HGET', at('pace'), job.model) or ''
elseif job.state == 'running' then
  job.progress = call('GET', at('step', job.id)) or ''
else
  job.outcome = call('GET', at('outcome', job.id)) or ''
end
local result = {}
for name, value in pairs(job) do
  result[#result + 1] = name
  result[#result + 1] = value
end
return result
