-- Registers an add-on, or says that its name is taken.
local a = {
  id = ARGV[2], token = ARGV[3], document = ARGV[4], model = ARGV[5], state = ARGV[6], sha256 = ARGV[7], size = ARGV[8], content = ARGV[9],
  grace = tonumber(ARGV[10]),
}

-- 1. Is the name taken? One that failed makes room; the sender repeats itself when an answer was lost.
local known = call('HMGET', addon_key(a.id), 'state', 'sha256', 'token', 'model')
if known[1] then
  if known[3] == a.token then return 'added' end
  if known[1] ~= 'failed' then return (a.sha256 ~= '' and known[2] == a.sha256 and known[4] == a.model) and 'same' or 'taken' end
  addon_remove(a.id, a.grace)
end

-- 2. Add it.
call('HSET', addon_key(a.id), 'token', a.token, 'document', a.document, 'model', a.model, 'state', a.state, 'sha256', a.sha256, 'size', a.size,
  'content', a.content, 'received', '0', 'total', a.size, 'reason', '', 'attempts', '0', 'claim', '')
call('ZADD', at('addons'), int(call('INCR', at('arrivals'))), a.id)
if a.state == 'pending' then call('ZADD', at('addons', 'due'), 0, a.id) end
hold_content(a.content)
addons_changed()
return 'added'
