-- The kept events of a job, and its latest progress; nothing of a job that is not known.
local lines = {}
for line in string.gmatch(call('GET', at('events', ARGV[2])) or '', '([^' .. END .. ']*)' .. END) do lines[#lines + 1] = line end
for _, latest in ipairs({ 'step', 'loading' }) do
  local line = call('GET', at(latest, ARGV[2]))
  if line then lines[#lines + 1] = line end
end
return lines
