-- Ended jobs whose client is still to be told, with the number of this try. They are the asker's until the lease is over.
local a = { limit = tonumber(ARGV[2]), lease = tonumber(ARGV[3]) }
local result = {}
for _, id in ipairs(call('ZRANGEBYSCORE', at('webhooks'), '-inf', int(now), 'LIMIT', 0, a.limit)) do
  call('ZADD', at('webhooks'), int(now + a.lease), id)
  result[#result + 1] = id
  result[#result + 1] = int(call('HINCRBY', job_key(id), 'told', 1))
end
return result
