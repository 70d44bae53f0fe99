-- What a job was made of, and the names of its binary parts.
return call('HMGET', job_key(ARGV[2]), 'payload', 'parts')
