using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Verification;

namespace SwiftDiffusion.Benchmarks.Measuring;

/// <summary>Whether the graphs still compute what the reference recorded.</summary>
internal static class VerifyReport
{
    private const double Tolerance = 1e-4;
    private static readonly string[] Kinds = ["unet", "controlnet", "vae", "text_encoder"];

    public static int Print(string root)
    {
        using var device = new Device(DeviceSpec.Default);
        var checks = Kinds.SelectMany(kind => Verifier.FindCases(Path.Combine(root, kind)))
            .SelectMany(folder => Verifier.Verify(folder, Tolerance, device).Select(check => (Folder: folder, Check: check))).ToList();
        foreach (var (folder, check) in checks.Where(c => !c.Check.HasPassed))
            Console.WriteLine($"FAILED {folder}: {check}");
        Console.WriteLine($"{checks.Count} tensors, {checks.Count(c => !c.Check.HasPassed)} failed, largest error {checks.Max(c => c.Check.MaxAbsDiff / c.Check.Limit) * Tolerance:E2} of max(1, largest magnitude)");
        return checks.All(c => c.Check.HasPassed) ? 0 : 1;
    }
}
