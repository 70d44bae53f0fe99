-- A worker goes. Its leases, if it left any, run out by themselves.
forget_worker(ARGV[2])
return '1'
