-- A worker goes. Its leases, if it left any, run out by themselves.
leave_idle(ARGV[2], call('HGET', at('worker', ARGV[2]), 'claims') or '')
call('DEL', at('worker', ARGV[2]))
call('ZREM', at('workers'), ARGV[2])
return '1'
