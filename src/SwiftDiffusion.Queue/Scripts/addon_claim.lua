-- Gives a worker an add-on that nobody looks at. One whose workers were lost too often ends as failed.
local a = { claim = ARGV[2], models = {}, lease = tonumber(ARGV[4]), most = tonumber(ARGV[5]), lost = ARGV[6] }
for _, model in ipairs(words(ARGV[3])) do a.models[model] = true end

local function grant(id) return addon_row(id) end

-- A model needs no other to be checked against.
local function suits(id) return string.sub(id, 1, 6) == 'model/' or a.models[call('HGET', addon_key(id), 'model')] end

local due = call('ZRANGE', at('addons', 'due'), 0, 99, 'WITHSCORES')
for i = 1, #due, 2 do
  -- The asker repeats itself when an answer was lost.
  if call('HGET', addon_key(due[i]), 'claim') == a.claim then return grant(due[i]) end
end
for i = 1, #due, 2 do
  local id, free_at = due[i], tonumber(due[i + 1])
  if free_at <= now and suits(id) then
    if num(call('HINCRBY', addon_key(id), 'attempts', 1)) <= a.most then
      call('HSET', addon_key(id), 'claim', a.claim, 'state', 'fetching', 'received', '0', 'total', call('HGET', addon_key(id), 'size') or '')
      call('ZADD', at('addons', 'due'), int(now + a.lease), id)
      return grant(id)
    end
    local values = call('HMGET', addon_key(id), 'sha256', 'size')
    addon_end(id, 'failed', values[1] or '', values[2] or '', a.lost)
  end
end
return {}
