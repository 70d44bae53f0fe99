-- Ids of an API key's jobs, the newest first, older than the given one.
local before = ARGV[3] ~= '' and read(ARGV[3])
return call('ZREVRANGEBYSCORE', at('jobs', ARGV[2]), before and '(' .. before.arrival or '+inf', '-inf', 'LIMIT', 0, tonumber(ARGV[4]))
