-- Ends jobs that wait for a model that nobody will serve again, some at a time; answers how many.
local a = { model = ARGV[2], reason = ARGV[3], ttl = tonumber(ARGV[4]), limit = tonumber(ARGV[5]) }
local ended = 0
for _, key in ipairs(call('SMEMBERS', at('keys'))) do
  for priority = 1, 3 do
    for _, id in ipairs(call('ZRANGE', at('line', int(priority), a.model, key), 0, a.limit - ended - 1)) do
      finish(read(id), 'failed', a.reason, a.ttl, '', false)
      ended = ended + 1
    end
    if ended >= a.limit then return int(ended) end
  end
end
return int(ended)
