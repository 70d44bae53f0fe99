-- Stores a small blob in the store itself.
call('ZADD', at('blobs'), int(now + tonumber(ARGV[2])), ARGV[3])
call('SET', at('blob', ARGV[3]), ARGV[4])
return '1'
