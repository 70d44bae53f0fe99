-- Lets a dead letter expire now.
local removed = call('ZREM', at('dead'), ARGV[2])
if removed == 0 then return '0' end
call('ZADD', at('ended'), int(now), ARGV[2])
for _, blob in ipairs(words(read(ARGV[2]).parts)) do call('ZADD', at('blobs'), int(now), blob) end
return '1'
