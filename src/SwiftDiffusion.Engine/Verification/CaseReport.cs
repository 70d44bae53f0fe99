using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Engine.Verification;

/// <summary>What became of one case.</summary>
/// <param name="Case">Its folder.</param>
/// <param name="Checks">One entry per compared tensor.</param>
/// <param name="Error">Why it could not be run, or null.</param>
public sealed record CaseReport(string Case, IReadOnlyList<TensorCheck> Checks, string? Error)
{
    /// <summary>Something was compared and nothing differs.</summary>
    public bool HasPassed => Error is null && Checks.Count > 0 && Checks.All(check => check.HasPassed);

    /// <summary>Runs a case; one that cannot be run is a report too, so that the cases after it still are.</summary>
    public static CaseReport Run(string folder, double tolerance, Device device)
    {
        try
        {
            return new CaseReport(folder, Verifier.Verify(folder, tolerance, device), null);
        }
        // JsonElement reports a field of the wrong type as InvalidOperationException or FormatException.
        catch (Exception e) when (e is ModelFormatException or ImageRequestException or OnnxRuntimeException or IOException
            or KeyNotFoundException or ArgumentException or InvalidOperationException or FormatException or JsonException)
        {
            return new CaseReport(folder, [], e.Message);
        }
    }
}
