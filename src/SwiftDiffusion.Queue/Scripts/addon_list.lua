-- The version of the list and, unless the asker has that one, every add-on in the order of their registration, flat.
local version = call('GET', at('addons', 'version')) or '0'
if version == ARGV[2] then return { version } end
local result = { version }
for _, id in ipairs(call('ZRANGE', at('addons'), 0, -1)) do
  for _, value in ipairs(addon_row(id)) do result[#result + 1] = value end
end
return result
