-- Tells of progress and prolongs the lease. Of steps and of adapters on their way only the latest is replayed.
local a = { id = ARGV[2], claim = ARGV[3], kind = ARGV[4], payload = ARGV[5], is_kept = ARGV[6] == '1', lease = tonumber(ARGV[7]) }
local job = read(a.id)
if not is_held(job, a.claim) then return job and job.state or '' end
call('ZADD', at('leases'), int(now + a.lease), job.id)

-- The last kept event says the same: the answer to this report was lost, and it is made again.
local function is_told()
  local same = table.concat({ '', a.kind, job.worker, job.attempts, a.payload }, '\n') .. END
  return string.sub(call('GET', at('events', job.id)) or '', -#same) == same
end

if a.is_kept then
  if not is_told() then emit(job, a.kind, job.attempts, a.payload) end
else
  local line = line_of(job, a.kind, job.attempts, a.payload)
  write(job)
  call('SET', at(a.kind, job.id), line)
  tell(job, line)
end
return 'held'
