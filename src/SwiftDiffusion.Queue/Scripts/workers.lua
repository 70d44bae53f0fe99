-- The workers that were heard of lately, flat: when, how long ago, capabilities, heartbeat. The others are forgotten.
local oldest = int(now - tonumber(ARGV[2]))
for _, worker in ipairs(call('ZRANGEBYSCORE', at('workers'), '-inf', '(' .. oldest)) do forget_worker(worker) end
local result, known = {}, call('ZRANGE', at('workers'), 0, -1, 'WITHSCORES')
for i = 1, #known, 2 do
  local values = call('HMGET', at('worker', known[i]), 'capabilities', 'heartbeat')
  if values[1] then
    result[#result + 1] = int(tonumber(known[i + 1]))
    result[#result + 1] = int(math.max(0, now - tonumber(known[i + 1])))
    result[#result + 1] = values[1]
    result[#result + 1] = values[2]
  end
end
return result
