using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Host.Bench.AddOns.Fleet;
using SwiftDiffusion.Host.Bench.AddOns.Mixed;
using SwiftDiffusion.Host.Commands;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>What <c>bench add-ons</c> was asked.</summary>
/// <param name="Model">Model folder with LoRAs and a ControlNet.</param>
/// <param name="TimeScale">Emulated seconds per real one.</param>
/// <param name="Group">The one group of rows to measure; null for all.</param>
/// <param name="Prompts">Pictures of each LoRA and attach step in the group "quality".</param>
/// <param name="Minutes">Length of the group "mixed".</param>
internal sealed record AddOnArguments(string Model, double TimeScale, string? Group, int Prompts, double Minutes);

/// <summary>Measures every promise about add-ons as a ratio of things that ran in turns on the same machine, group by group.</summary>
internal static class AddOnBench
{
    /// <summary>The group that needs a ControlNet but no LoRA.</summary>
    private const string Branch = "branch";

    /// <summary>Groups of rows, in the order they run.</summary>
    public static IReadOnlyList<string> Groups { get; } = [Branch, "placement", "adapters", "cold", "quality", "merged", "determinism", "many", "fleet", "mixed"];

    public static async Task<AddOnReport> RunAsync(AddOnArguments arguments, TimeProvider time, Action<double> progress, CancellationToken cancellation)
    {
        using var bundle = ModelBundle.Open(arguments.Model);
        using var folder = new BenchFolder();
        string? lora = AddOnFolders.Loras(arguments.Model).OrderBy(lora => lora.Key, StringComparer.Ordinal).Select(lora => lora.Value).FirstOrDefault();
        if (lora is null && arguments.Group != Branch)
            throw new CommandException($"{arguments.Model} has no LoRA in lora/; only --only {Branch} can do without");
        await using var store = await SlowAdapterServer.StartAsync(lora, time, cancellation).ConfigureAwait(false);
        var context = new AddOnContext(arguments, folder.Path, store, time);
        string[] groups = [.. Groups.Where(group => arguments.Group is null || group == arguments.Group)];
        var rows = new List<AddOnRow>();
        for (int i = 0; i < groups.Length; i++)
        {
            rows.AddRange(await RunAsync(groups[i], context, done => progress((i + done) / groups.Length), cancellation).ConfigureAwait(false));
            progress((i + 1.0) / groups.Length);
        }

        return new AddOnReport(bundle.Name, CoreSet.OfProcess.Count, rows);
    }

    private static Task<List<AddOnRow>> RunAsync(string group, AddOnContext context, Action<double> progress, CancellationToken cancellation) => group switch
    {
        Branch => new BranchRows(context).RunAsync(cancellation),
        "placement" => new PlacementRows(context).RunAsync(cancellation),
        "adapters" => new AdapterRowsBench(context).RunAsync(cancellation),
        "cold" => new ColdAdapterRows(context).RunAsync(cancellation),
        "quality" => new QualityRows(context).RunAsync(progress, cancellation),
        "merged" => new MergedRows(context).RunAsync(cancellation),
        "determinism" => new DeterminismRows(context).RunAsync(cancellation),
        "many" => new ManyAdapterRows(context).RunAsync(cancellation),
        "mixed" => new MixedLoadRows(context).RunAsync(progress, cancellation),
        _ => new FleetRows(context).RunAsync(progress, cancellation),
    };
}
