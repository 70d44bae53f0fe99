using System.Globalization;

namespace SwiftDiffusion.Engine.Images;

/// <summary>
/// One "ControlNet N" entry as the web-UI extension writes it: <c>Key: value, …</c> inside a quoted field, so values cannot hold commas or
/// colons; they are left out when written. A missing number is one that the preprocessor does not use.
/// </summary>
public sealed record ControlNetParameters
{
    public required string Module { get; init; }

    public required string Model { get; init; }

    public double Weight { get; init; } = 1;

    public string ResizeMode { get; init; } = "Crop and Resize";

    public int? ProcessorResolution { get; init; }

    public double? ThresholdA { get; init; }

    public double? ThresholdB { get; init; }

    public double GuidanceStart { get; init; }

    public double GuidanceEnd { get; init; } = 1;

    public bool IsPixelPerfect { get; init; }

    public string ControlMode { get; init; } = "Balanced";

    /// <summary>The entry's text, not yet quoted.</summary>
    internal string ToText() => string.Join(", ", Fields().Where(f => f.Value is not null).Select(f => $"{f.Key}: {f.Value}"));

    /// <summary>Null when model, module or a number cannot be read. Keys that are not ours are skipped.</summary>
    internal static ControlNetParameters? Parse(string text)
    {
        var result = new ControlNetParameters { Module = "", Model = "" };
        foreach (string field in text.Split(", "))
        {
            int colon = field.IndexOf(": ", StringComparison.Ordinal);
            if (colon < 0 || With(result, field[..colon], field[(colon + 2)..]) is not { } next)
                return null;
            result = next;
        }

        return result.Module.Length == 0 || result.Model.Length == 0 ? null : result;
    }

    private static ControlNetParameters? With(ControlNetParameters p, string key, string value)
    {
        double? number = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) ? parsed : null;
        return key switch
        {
            "Module" => p with { Module = value },
            "Model" => p with { Model = value },
            "Resize Mode" => p with { ResizeMode = value },
            "Control Mode" => p with { ControlMode = value },
            "Pixel Perfect" => bool.TryParse(value, out bool flag) ? p with { IsPixelPerfect = flag } : null,
            "Processor Res" => int.TryParse(value, CultureInfo.InvariantCulture, out int pixels) ? p with { ProcessorResolution = pixels } : null,
            "Weight" => number is null ? null : p with { Weight = number.Value },
            "Threshold A" => number is null ? null : p with { ThresholdA = number },
            "Threshold B" => number is null ? null : p with { ThresholdB = number },
            "Guidance Start" => number is null ? null : p with { GuidanceStart = number.Value },
            "Guidance End" => number is null ? null : p with { GuidanceEnd = number.Value },
            _ => p,
        };
    }

    private IEnumerable<(string Key, string? Value)> Fields() =>
    [
        ("Module", Infotext.WithoutSeparators(Module)),
        ("Model", Infotext.WithoutSeparators(Model)),
        ("Weight", Real(Weight)),
        ("Resize Mode", Infotext.WithoutSeparators(ResizeMode)),
        ("Processor Res", ProcessorResolution?.ToString(CultureInfo.InvariantCulture)),
        ("Threshold A", ThresholdA?.ToString(CultureInfo.InvariantCulture)),
        ("Threshold B", ThresholdB?.ToString(CultureInfo.InvariantCulture)),
        ("Guidance Start", Real(GuidanceStart)),
        ("Guidance End", Real(GuidanceEnd)),
        ("Pixel Perfect", IsPixelPerfect ? "True" : "False"),
        ("Control Mode", Infotext.WithoutSeparators(ControlMode)),
    ];

    /// <summary>As Python prints a float: whole numbers keep ".0".</summary>
    private static string Real(double value) => value.ToString("0.0###############", CultureInfo.InvariantCulture);
}
