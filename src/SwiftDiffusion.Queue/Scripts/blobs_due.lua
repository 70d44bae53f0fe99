-- Blobs that may be deleted, the oldest first. Those of the store itself are deleted here.
local due = call('ZRANGEBYSCORE', at('blobs'), '-inf', int(now), 'LIMIT', 0, tonumber(ARGV[2]))
for _, name in ipairs(due) do call('DEL', at('blob', name)) end
return due
