-- Asks all workers to take an add-on into memory; one that does not hear it loads it when it is needed.
return call('PUBLISH', at('addons'), 'warm ' .. ARGV[2])
