-- Removes ended jobs whose time to live is over, the oldest first. Their blobs have expired by themselves.
local ids = call('ZRANGEBYSCORE', at('ended'), '-inf', int(now), 'LIMIT', 0, tonumber(ARGV[2]))
for _, id in ipairs(ids) do
  local job = read(id)
  if job.idempotency ~= '' then call('DEL', job.idempotency) end
  call('ZREM', at('jobs', job.key), id)
  call('ZREM', at('dead'), id)
  call('ZREM', at('ended'), id)
  call('ZREM', at('webhooks'), id)
  call('DEL', at('job', id), at('payload', id), at('events', id), at('outcome', id))
end
return int(#ids)
