-- Ended jobs whose client is still to be told, with the number of this try. They are the asker's until the lease is over.
local a = { limit = tonumber(ARGV[2]), lease = tonumber(ARGV[3]) }
local result = {}
for _, id in ipairs(call('ZRANGEBYSCORE', at('webhooks'), '-inf', int(now), 'LIMIT', 0, a.limit)) do
  call('ZADD', at('webhooks'), int(now + a.lease), id)
  local job = read(id)
  job.told = int(num(job.told) + 1)
  write(job)
  result[#result + 1] = id
  result[#result + 1] = job.told
end
return result
