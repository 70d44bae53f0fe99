-- Blobs that are deleted; one that was given more time meanwhile stays noted.
for i = 2, #ARGV do
  local due = call('ZSCORE', at('blobs'), ARGV[i])
  if due and tonumber(due) <= now then call('ZREM', at('blobs'), ARGV[i]) end
end
return '1'
