-- Says how far an add-on is and keeps it with its worker; 0 when it is no longer that worker's.
local a = { id = ARGV[2], claim = ARGV[3], received = ARGV[4], total = ARGV[5], lease = tonumber(ARGV[6]) }
local values = call('HMGET', addon_key(a.id), 'claim', 'state')
if values[1] ~= a.claim or values[2] ~= 'fetching' then return 0 end
call('HSET', addon_key(a.id), 'received', a.received, 'total', a.total)
call('ZADD', at('addons', 'due'), int(now + a.lease), a.id)
return 1
