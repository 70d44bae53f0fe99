-- Ends the look at an add-on: ready, failed, or pending for another worker. 0 when it is no longer that worker's.
local a = { id = ARGV[2], claim = ARGV[3], state = ARGV[4], sha256 = ARGV[5], size = ARGV[6], content = ARGV[7], reason = ARGV[8] }
local values = call('HMGET', addon_key(a.id), 'claim', 'state', 'content', 'sha256', 'size')
if values[1] ~= a.claim then return 0 end
if values[2] ~= 'fetching' then return values[2] == a.state and 1 or 0 end
if a.state == 'pending' then
  call('HINCRBY', addon_key(a.id), 'attempts', -1)
  call('HSET', addon_key(a.id), 'state', 'pending', 'claim', '')
  call('ZADD', at('addons', 'due'), 0, a.id)
  return 1
end
if a.state == 'failed' then
  addon_end(a.id, 'failed', values[4] or '', values[5] or '', a.reason)
  return 1
end
if values[3] == '' then
  call('HSET', addon_key(a.id), 'content', a.content)
  hold_content(a.content)
end
call('HSET', addon_key(a.id), 'received', a.size, 'total', a.size)
addon_end(a.id, 'ready', a.sha256, a.size, '')
return 1
