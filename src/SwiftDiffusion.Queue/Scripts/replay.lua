-- The kept events of a job, and its latest progress; nothing of a job that is not known.
local lines = call('LRANGE', at('events', ARGV[2]), 0, -1)
local latest = call('HMGET', job_key(ARGV[2]), 'progress', 'loading')
for i = 1, 2 do
  if latest[i] then lines[#lines + 1] = latest[i] end
end
return lines
