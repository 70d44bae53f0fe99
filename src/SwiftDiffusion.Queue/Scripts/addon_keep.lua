-- Notes before a content is written that it may be deleted after a while, unless an entry refers to it by then or does already.
local a = { content = ARGV[2], grace = tonumber(ARGV[3]) }
if num(call('HGET', at('addons', 'contents'), a.content)) == 0 then call('ZADD', at('blobs'), int(now + a.grace), a.content) end
return '1'
