using System.Collections.Immutable;
using SwiftDiffusion.Contracts.Jobs;

namespace SwiftDiffusion.Queue.Jobs;

/// <summary>Counters of the whole queue.</summary>
/// <param name="Waiting">Jobs in line.</param>
/// <param name="Running">Jobs under lease.</param>
/// <param name="Completed">Jobs completed since the queue began.</param>
/// <param name="Failed">Jobs failed since then.</param>
/// <param name="Cancelled">Jobs cancelled since then.</param>
/// <param name="Backlog">Waiting jobs by model and priority, where there are any.</param>
/// <param name="Keys">API keys that have open jobs, in the order of their ids.</param>
public sealed record QueueTotals(long Waiting, long Running, long Completed, long Failed, long Cancelled, ImmutableArray<Backlog> Backlog, ImmutableArray<KeyTotals> Keys)
{
    /// <summary>Reads what <c>totals.lua</c> returns.</summary>
    internal static QueueTotals Read(string?[] flat)
    {
        var rows = flat.Chunk(3).Select(row => (Section: row[0]!, Name: row[1]!, Value: long.Parse(row[2]!, System.Globalization.CultureInfo.InvariantCulture))).ToArray();
        var totals = rows.Where(row => row.Section == "totals").ToDictionary(row => row.Name, row => row.Value);
        long Count(string name) => totals.GetValueOrDefault(name);
        var backlog = rows.Where(row => row.Section.StartsWith("backlog", StringComparison.Ordinal) && row.Value > 0)
            .Select(row => new Backlog(Payloads.Token.NameOf(row.Name), (JobPriority)(row.Section[^1] - '0'), row.Value));
        var running = rows.Where(row => row.Section == "running").ToDictionary(row => row.Name, row => row.Value);
        var keys = rows.Where(row => row.Section == "waiting")
            .Select(row => new KeyTotals(Payloads.Token.NameOf(row.Name), row.Value, running[row.Name])).OrderBy(key => key.ApiKeyId, StringComparer.Ordinal);
        return new QueueTotals(Count("waiting"), Count("running"), Count("completed"), Count("failed"), Count("cancelled"), [.. backlog], [.. keys]);
    }
}
