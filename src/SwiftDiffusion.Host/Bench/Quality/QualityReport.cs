using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Bench.Quality;

/// <summary>How often the judge reads what the prompts said.</summary>
/// <param name="Model">Model id.</param>
/// <param name="Prompts">Pictures made, one a prompt.</param>
/// <param name="InferenceSteps">As on the card.</param>
/// <param name="GuidanceScale">As on the card.</param>
/// <param name="Rates">Head by head.</param>
/// <param name="SecondsPerPicture">Mean, judge excluded.</param>
internal sealed record QualityReport(
    string Model, int Prompts, int InferenceSteps, float GuidanceScale, IReadOnlyList<QualityRate> Rates, double SecondsPerPicture) : IReport
{
    /// <summary>No rate is clearly below the card.</summary>
    public bool HasPassed => Rates.All(rate => rate.HasPassed);

    public void Write(TextWriter output)
    {
        output.WriteLine(FormattableString.Invariant(
            $"{Model}: {Prompts} one-object prompts, {InferenceSteps} steps, guidance {GuidanceScale}, {Figures.Duration(SecondsPerPicture)} a picture"));
        var table = new TextTable("judge reads", "here", "card", "result");
        foreach (var rate in Rates)
            table.Add(rate.Name, Figures.Percent(rate.Measured), Figures.Percent(rate.Card), rate.HasPassed ? "pass" : "FAIL");
        table.Write(output);
    }
}

/// <summary>One head's rate.</summary>
/// <param name="Name">As on the card.</param>
/// <param name="Measured">Share of pictures read as told, here.</param>
/// <param name="Card">The same as the card has it.</param>
internal sealed record QualityRate(string Name, double Measured, double Card)
{
    /// <summary>Fewer or more prompts than the card's move the rates by a few points.</summary>
    private const double Allowance = 0.05;

    public bool HasPassed => Math.Round(Card - Measured, 6) <= Allowance;
}
