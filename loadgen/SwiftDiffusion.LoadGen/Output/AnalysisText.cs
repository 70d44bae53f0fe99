using SwiftDiffusion.LoadGen.Analysis;
using SwiftDiffusion.LoadGen.Charts;
using SwiftDiffusion.LoadGen.Reporting;

namespace SwiftDiffusion.LoadGen.Output;

/// <summary>A trace's characterisation for somebody at a console.</summary>
internal static class AnalysisText
{
    private const int MostPerRequest = 5;
    private static readonly int[] TopRanks = [1, 2, 3, 5, 10, 100, 1000];

    public static void Write(TextWriter output, TraceAnalysis analysis)
    {
        var arrivals = analysis.Burstiness;
        output.WriteLine(
            $"{analysis.Trace}: {analysis.Requests} requests in {Axis.Text(analysis.DurationSeconds)} s, {Figures.PerSecond(arrivals.RatePerSecond)}, "
            + $"gaps vary {Axis.Text(arrivals.GapVariation)} times their mean");
        WriteTable(output, ["window s", "peak /s", "peak/mean", "dispersion"],
            arrivals.Windows.Select(window => new[] { window.Seconds, window.PeakPerSecond, window.PeakToMean, window.Dispersion }));
        foreach (var service in analysis.Services)
            Write(output, service);
    }

    private static void Write(TextWriter output, ServiceAnalysis service)
    {
        output.WriteLine();
        output.WriteLine($"service {service.Service}: {service.Requests} requests on {service.Instances} instances");
        foreach (var addOn in service.AddOns)
        {
            string what = addOn.Kind.Plural();
            output.WriteLine($"{what}: {addOn.Distinct} different, {Axis.Text(addOn.MeanPerRequest)} per request, {Axis.Text(addOn.UniquePerInstanceRequest)} different per instance and request");
            var table = new TextTable([what, .. Enumerable.Range(0, AddOnAnalysis.CacheSizes + 1).Select(n => $"{n}")]);
            table.Add(["% of requests", .. Enumerable.Range(0, AddOnAnalysis.CacheSizes + 1).Select(n => n <= MostPerRequest ? Axis.Text(100 * addOn.PerRequest.ElementAtOrDefault(n)) : "")]);
            table.Add(["LRU loads", "", .. addOn.LruLoadsPerRequest.Select(Axis.Text)]);
            table.Add(["LFU loads", "", .. addOn.LfuLoadsPerRequest.Select(Axis.Text)]);
            table.Write(output);
            var ranks = TopRanks.Where(rank => rank <= addOn.Distinct).ToArray();
            output.WriteLine($"top-k share: {string.Join(", ", ranks.Select(rank => $"{rank}: {Figures.Percent(addOn.Popularity[rank - 1])}"))}");
        }
    }

    private static void WriteTable(TextWriter output, string[] columns, IEnumerable<double[]> rows)
    {
        var table = new TextTable(columns);
        foreach (double[] row in rows)
            table.Add([.. row.Select(Axis.Text)]);
        table.Write(output);
    }
}
