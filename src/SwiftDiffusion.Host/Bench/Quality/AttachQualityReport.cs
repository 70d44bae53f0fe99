using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Bench.Quality;

/// <summary>What late LoRAs cost.</summary>
/// <param name="Model">Model id.</param>
/// <param name="Prompts">Pictures in every line.</param>
/// <param name="InferenceSteps">Of each picture.</param>
/// <param name="GuidanceScale">Of each picture.</param>
/// <param name="Lines">LoRA by LoRA, step by step.</param>
internal sealed record AttachQualityReport(string Model, int Prompts, int InferenceSteps, float GuidanceScale, IReadOnlyList<AttachQualityLine> Lines) : IReport
{
    /// <summary>Points that the judge may lose at the bound.</summary>
    private const double Allowance = 1;

    /// <summary>Points lost at their bounds by all LoRAs together.</summary>
    public double LossAtBound => AtBound.Average(line => line.Loss);

    /// <summary>Standard error of <see cref="LossAtBound"/>.</summary>
    public double LossAtBoundError => ErrorOf(AtBound);

    public bool HasPassed => Math.Round(LossAtBound, 6) <= Allowance;

    private IEnumerable<AttachQualityLine> AtBound => Lines.Where(line => line.IsBound);

    public void Write(TextWriter output)
    {
        output.WriteLine(FormattableString.Invariant(
            $"{Model}: {Prompts} pictures a line, {InferenceSteps} steps, guidance {GuidanceScale}; SSIM against the LoRA from the start, judge in points of 100"));
        var table = new TextTable("lora", "attached at", "SSIM", "judge", "loss");
        foreach (var line in Lines)
            table.Add(line.Lora, line.IsBound ? $"{line.AttachStep} = K" : $"{line.AttachStep}", Number(line.Similarity, "0.000"), Number(line.Judge, "0.0"), Loss(line.Loss, line.LossError));
        foreach (var group in Lines.GroupBy(line => line.IsBound ? "K" : FormattableString.Invariant($"{line.AttachStep}")))
            table.Add("all", group.Key, Number(group.Average(line => line.Similarity), "0.000"), Number(group.Average(line => line.Judge), "0.0"), Loss(group.Average(line => line.Loss), ErrorOf(group)));
        table.Write(output);
        output.WriteLine($"at K the judge loses {Number(LossAtBound, "0.00")} ± {Number(LossAtBoundError, "0.00")} points, {Number(Allowance, "0")} allowed: {(HasPassed ? "pass" : "FAIL")}");
    }

    private static string Loss(double loss, double error) => $"{Number(loss, "0.0")} ± {Number(error, "0.0")}";

    /// <summary>Of the mean of lines that were measured apart.</summary>
    private static double ErrorOf(IEnumerable<AttachQualityLine> lines) => Math.Sqrt(lines.Sum(line => line.LossError * line.LossError)) / lines.Count();

    private static string Number(double value, string format) => value.ToString(format, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One LoRA that joined at one step.</summary>
/// <param name="Lora">Its name.</param>
/// <param name="AttachStep">Calls made before it joined.</param>
/// <param name="IsBound">Whether that is its bound K.</param>
/// <param name="Similarity">Mean SSIM to the pictures with the LoRA from the start.</param>
/// <param name="Judge">What the judge reads as told, in points of 100.</param>
/// <param name="Loss">Points less than from the start.</param>
/// <param name="LossError">Standard error of that, prompt by prompt.</param>
internal sealed record AttachQualityLine(string Lora, int AttachStep, bool IsBound, double Similarity, double Judge, double Loss, double LossError);
