-- The kept events of a job, and its latest progress; nothing of a job that is not known.
local lines = call('LRANGE', at('events', ARGV[2]), 0, -1)
local progress = call('HGET', job_key(ARGV[2]), 'progress')
if progress then lines[#lines + 1] = progress end
return lines
