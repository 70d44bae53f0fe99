-- Counters, flat: section, name, value.
local result = {}
for _, section in ipairs({ 'totals', 'backlog:1', 'backlog:2', 'backlog:3' }) do
  local counts = call('HGETALL', at(section))
  for i = 1, #counts, 2 do
    result[#result + 1] = section
    result[#result + 1] = counts[i]
    result[#result + 1] = counts[i + 1]
  end
end
return result
