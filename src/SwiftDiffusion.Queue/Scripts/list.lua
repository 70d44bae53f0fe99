-- Ids of an API key's jobs, the newest first, older than the given one.
local before = ARGV[3] ~= '' and call('HGET', job_key(ARGV[3]), 'arrival')
return call('ZREVRANGEBYSCORE', at('jobs', ARGV[2]), before and '(' .. before or '+inf', '-inf', 'LIMIT', 0, tonumber(ARGV[4]))
