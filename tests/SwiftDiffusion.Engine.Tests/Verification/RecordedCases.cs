using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Verification;
using SwiftDiffusion.Testing;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Verification;

/// <summary>The recorded cases by their paths below the golden root.</summary>
internal static class RecordedCases
{
    public const double Tolerance = 1e-4;

    public static IEnumerable<string> All { get; } = [.. Verifier.FindCases(GoldenData.Root).Select(folder => Path.GetRelativePath(GoldenData.Root, folder))];

    /// <summary>What cases are given; everything else they record is expected of them. Numbered ones end in "_".</summary>
    private static readonly string[] Inputs =
    [
        "sample", "timestep", "encoder_hidden_states", "text_embeds", "time_ids", "controlnet_cond", "input_ids", "text_encoder_input_ids", "text_encoder_2_input_ids",
        "image", "latents", "in_latents", "in_image", "in_image_", "in_mask_image", "draw_", "model_outputs", "noise", "noise_", "original", "start", "timesteps",
    ];

    public static bool IsPipeline(string name) => name.StartsWith("pipeline", StringComparison.Ordinal);

    public static void AssertPasses(string name, Device device)
    {
        var report = CaseReport.Run(Path.Combine(GoldenData.Root, name), Tolerance, device);

        Assert.True(report.HasPassed, $"{name}: {report.Error ?? string.Join("; ", Failures(report))}");
        var compared = report.Checks.Select(check => check.Name).ToHashSet();
        Assert.All(Recorded(name), tensor => Assert.True(compared.Contains(tensor) || IsInput(tensor), $"{name}: {tensor} is recorded but not compared"));
    }

    private static string[] Recorded(string name)
    {
        using var tensors = GoldenData.Tensors(name);
        return [.. tensors.Tensors.Keys];
    }

    private static bool IsInput(string tensor) => Inputs.Any(input => input.EndsWith('_') ? tensor.StartsWith(input, StringComparison.Ordinal) : tensor == input);

    private static IEnumerable<string> Failures(CaseReport report) => report.Checks.Count == 0 ? ["nothing was compared"]
        : report.Checks.Where(check => !check.HasPassed).Select(check => $"{check.Name} differs by {check.MaxAbsDiff:0.0e+0}, allowed {check.Limit:0.0e+0} {check.Note}");
}
