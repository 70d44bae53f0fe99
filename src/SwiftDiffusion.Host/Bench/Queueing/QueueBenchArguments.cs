namespace SwiftDiffusion.Host.Bench.Queueing;

/// <summary>What <c>bench queue</c> was asked.</summary>
/// <param name="Store">As in the queue's options: <c>embedded</c> or an address.</param>
/// <param name="Jobs">Jobs of the throughput run.</param>
/// <param name="Rate">Jobs a second of the latency run.</param>
/// <param name="LatencySeconds">How long that takes.</param>
/// <param name="MaxPending">Largest backlog before which claims are timed.</param>
internal sealed record QueueBenchArguments(string Store, int Jobs, int Rate, int LatencySeconds, int MaxPending);
