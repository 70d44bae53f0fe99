-- What a job was made of, and the names of its binary parts.
local job = read(ARGV[2])
return job and { call('GET', at('payload', job.id)), job.parts } or {}
