namespace SwiftDiffusion.Host.Bench.Queueing;

/// <summary>What requests for pictures take from client to client, with a server and a client in this process.</summary>
/// <param name="Throughput">With clients at full speed.</param>
/// <param name="Answered">At the rate of the latency run, from the moment a request was due until all of the answer is read.</param>
/// <param name="Floor">The same with a health check in place of the picture: the share of client, timer and HTTP.</param>
internal sealed record HttpFigures(Throughput Throughput, Percentiles Answered, Percentiles Floor);
