-- Forgets an add-on; 0 when there is none of that id.
local a = { id = ARGV[2], grace = tonumber(ARGV[3]) }
if call('EXISTS', addon_key(a.id)) == 0 then return 0 end
addon_remove(a.id, a.grace)
addons_changed()
return 1
