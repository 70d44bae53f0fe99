-- Counters, flat: section, name, value. The last ones are those of the API keys that have open jobs.
local result = {}
for _, section in ipairs({ 'totals', 'backlog:1', 'backlog:2', 'backlog:3' }) do
  local counts = call('HGETALL', at(section))
  for i = 1, #counts, 2 do
    result[#result + 1] = section
    result[#result + 1] = counts[i]
    result[#result + 1] = counts[i + 1]
  end
end
for _, key in ipairs(call('SMEMBERS', at('keys'))) do
  local counts = call('HMGET', at('key', key), 'waiting', 'running')
  for i, section in ipairs({ 'waiting', 'running' }) do
    result[#result + 1] = section
    result[#result + 1] = key
    result[#result + 1] = int(num(counts[i]))
  end
end
return result
