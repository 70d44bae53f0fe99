using System.Globalization;
using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>Everything <c>bench add-ons</c> measured, in one run on one machine.</summary>
/// <param name="Model">Model id.</param>
/// <param name="Cores">Cores of the machine.</param>
/// <param name="Rows">The promises, in order.</param>
internal sealed record AddOnReport(string Model, int Cores, IReadOnlyList<AddOnRow> Rows) : IReport
{
    /// <summary>Whether every bar is met.</summary>
    public bool HasPassed => Rows.All(row => row.HasPassed != false);

    public void Write(TextWriter output)
    {
        output.WriteLine($"{Model}, {Cores} cores");
        output.WriteLine();
        var table = new TextTable("what", "ratio", "bar", "", "measured");
        foreach (var row in Rows)
            table.Add(row.What, Number(row.Ratio), row.Bar, Verdict(row.HasPassed), row.Measured);
        table.Write(output);
    }

    /// <summary>"1.043"; differences of latents are far smaller.</summary>
    private static string Number(double ratio) => ratio.ToString(ratio is > 0 and < 0.001 ? "0.0e+0" : "0.000", CultureInfo.InvariantCulture);

    private static string Verdict(bool? hasPassed) => hasPassed switch
    {
        true => "met",
        false => "MISSED",
        null => "",
    };
}
