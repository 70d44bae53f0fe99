return call('GET', at('blob', ARGV[2]))
