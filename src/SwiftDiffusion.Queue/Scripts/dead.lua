-- Ids of dead letters, the newest first.
return call('ZREVRANGE', at('dead'), 0, tonumber(ARGV[2]) - 1)
