using SwiftDiffusion.Host.Commands;

namespace SwiftDiffusion.Host.Planning;

/// <summary>
/// Finds the smallest fleet that holds an objective on a trace. Main path: (1) read the trace, (2) start the store of its LoRAs, (3) try fleets until the smallest is
/// known or no trial is left.
/// </summary>
internal static class FleetPlanner
{
    /// <param name="arguments">What to plan for.</param>
    /// <param name="time">Measures and waits.</param>
    /// <param name="told">Told of every trial as it ends.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="CommandException">The trace or the model cannot be used.</exception>
    public static async Task<PlanReport> RunAsync(PlanArguments arguments, TimeProvider time, Action<FleetFigures> told, CancellationToken cancellation)
    {
        // 1. The trace.
        var trace = TraceOfStubs.Read(arguments.Trace, arguments.Duration);
        string folder = Directory.CreateTempSubdirectory("swiftdiffusion-plan-").FullName;
        try
        {
            // 2. The store.
            await using var trial = await FleetTrial.PrepareAsync(arguments, trace, time, folder, cancellation).ConfigureAwait(false);

            // 3. Trials.
            var search = new FleetSearch(arguments.MaxDevices, arguments.MaxTrials);
            var fleets = new List<FleetFigures>();
            while (search.Next is { } devices)
            {
                fleets.Add(await trial.RunAsync(devices, cancellation).ConfigureAwait(false));
                search.Learn(devices, fleets[^1].Holds);
                told(fleets[^1]);
            }

            return new PlanReport(trace.Trace.Name, trace.Trace.Requests.Count, arguments, search, fleets);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
