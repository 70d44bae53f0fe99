using System.CommandLine;
using SwiftDiffusion.Host.Bench.Queueing;
using SwiftDiffusion.Host.Output;
using SwiftDiffusion.Queue;

namespace SwiftDiffusion.Host.Commands;

/// <summary><c>bench queue</c>: what the job queue takes, on either store.</summary>
internal static class QueueBenchCommand
{

    public static Command Create()
    {
        var store = new Option<string>("--store")
        {
            Description = "embedded, or a server such as redis://localhost:6379",
            HelpName = "STORE",
            DefaultValueFactory = _ => QueueOptions.Embedded,
        };
        var jobs = NumberOption.Create("--jobs", "Jobs of the throughput run", 20_000, 100, 10_000_000);
        var rate = NumberOption.Create("--rate", "Jobs a second of the latency run", 200, 1, 10_000);
        var seconds = NumberOption.Create("--seconds", "Length of the latency run", 10, 1, 3600);
        var pending = NumberOption.Create("--pending", "Largest backlog before which claims are timed", 100_000, 100, 10_000_000);
        var json = JsonOption.Create();
        var command = new ExampleCommand(
            "queue", "Measures the job queue, alone and through the gateway, with jobs that take no time: throughput, latency, claims before a backlog, memory.",
            "swiftdiffusion bench queue", "swiftdiffusion bench queue --store redis://localhost:6379 --jobs 100000 --json")
        { store, jobs, rate, seconds, pending, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var arguments = new QueueBenchArguments(
                parsed.GetValue(store)!, parsed.GetValue(jobs), parsed.GetValue(rate), parsed.GetValue(seconds), parsed.GetValue(pending));
            var report = await QueueBench.RunAsync(arguments, TimeProvider.System, cancellation).ConfigureAwait(false);
            report.Print(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }
}
