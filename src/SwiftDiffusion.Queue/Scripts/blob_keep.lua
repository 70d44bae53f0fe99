-- Notes when blobs may be deleted; to be called before they are written, so that none is forgotten.
for i = 3, #ARGV do call('ZADD', at('blobs'), int(now + tonumber(ARGV[2])), ARGV[i]) end
return '1'
