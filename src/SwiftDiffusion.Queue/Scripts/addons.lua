-- Shared by the scripts of registered add-ons. An id is KIND/NAME; a content is the blob that holds its bytes, which several entries may share.
local function addon_key(id) return at('addon', id) end

local ADDON_FIELDS = { 'document', 'state', 'received', 'total', 'sha256', 'size', 'reason' }

local function addon_row(id)
  local values = call('HMGET', addon_key(id), unpack(ADDON_FIELDS))
  local row = { id }
  for i = 1, #ADDON_FIELDS do row[i + 1] = values[i] or '' end
  return row
end

local function addons_changed()
  call('INCR', at('addons', 'version'))
  call('PUBLISH', at('addons'), 'changed')
end

local function hold_content(content)
  if content == '' then return end
  call('HINCRBY', at('addons', 'contents'), content, 1)
  call('ZADD', at('blobs'), '+inf', content)
end

-- Jobs that run may still fetch it: it goes after a while.
local function drop_content(content, grace)
  if not content or content == '' then return end
  if num(call('HINCRBY', at('addons', 'contents'), content, -1)) > 0 then return end
  call('HDEL', at('addons', 'contents'), content)
  call('ZADD', at('blobs'), int(now + grace), content)
end

local function addon_remove(id, grace)
  drop_content(call('HGET', addon_key(id), 'content'), grace)
  call('DEL', addon_key(id))
  call('ZREM', at('addons'), id)
  call('ZREM', at('addons', 'due'), id)
end

local function addon_end(id, state, sha256, size, reason)
  call('HSET', addon_key(id), 'state', state, 'sha256', sha256, 'size', size, 'reason', reason)
  call('ZREM', at('addons', 'due'), id)
  addons_changed()
end
