-- A job's fields, flat, with its place in line while it waits and what is needed to estimate its wait. ARGV[3] has the models of each kind of worker.
local job = read(ARGV[2])
if not job then return {} end
local fields = call('HGETALL', job_key(job.id))
local result = {}
for i = 1, #fields, 2 do
  if fields[i] ~= 'payload' then
    result[#result + 1] = fields[i]
    result[#result + 1] = fields[i + 1]
  end
end
if job.state == 'queued' then
  result[#result + 1] = 'position'
  result[#result + 1] = int(position(job, ARGV[3]))
  result[#result + 1] = 'pace'
  result[#result + 1] = call('HGET', at('pace'), job.model) or ''
end
return result
