-- Removes ended jobs whose time to live is over, the oldest first. Their blobs have expired by themselves.
local ids = call('ZRANGEBYSCORE', at('ended'), '-inf', int(now), 'LIMIT', 0, tonumber(ARGV[2]))
for _, id in ipairs(ids) do
  local values = call('HMGET', job_key(id), 'key', 'idempotency')
  if values[2] and values[2] ~= '' then call('DEL', values[2]) end
  call('ZREM', at('jobs', values[1]), id)
  call('ZREM', at('dead'), id)
  call('ZREM', at('ended'), id)
  call('ZREM', at('webhooks'), id)
  call('DEL', job_key(id), at('events', id))
end
return int(#ids)
