-- A worker is there, says what it can do and how it is.
local a = { worker = ARGV[2], capabilities = ARGV[3], heartbeat = ARGV[4] }
call('HSET', at('worker', a.worker), 'capabilities', a.capabilities, 'heartbeat', a.heartbeat)
call('ZADD', at('workers'), int(now), a.worker)
return int(now)
