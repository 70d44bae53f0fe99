-- A client was told, or is not to be told any more; or, with a delay, it is to be told again later.
local a = { id = ARGV[2], delay = ARGV[3] }
if a.delay == '' then return call('ZREM', at('webhooks'), a.id) end
if call('ZSCORE', at('webhooks'), a.id) then call('ZADD', at('webhooks'), int(now + tonumber(a.delay)), a.id) end
return 0
