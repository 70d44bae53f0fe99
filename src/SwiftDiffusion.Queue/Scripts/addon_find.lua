-- One add-on, or nothing.
if call('EXISTS', addon_key(ARGV[2])) == 0 then return {} end
return addon_row(ARGV[2])
