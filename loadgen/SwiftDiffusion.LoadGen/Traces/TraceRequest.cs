namespace SwiftDiffusion.LoadGen.Traces;

/// <summary>One request of a trace. What a trace does not say is null and gets a value when the run is planned.</summary>
internal sealed record TraceRequest
{
    /// <summary>When it arrives, from the beginning of the trace.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>The service that was asked, such as "A".</summary>
    public string? Service { get; init; }

    /// <summary>The serving instance that took it; caches are replayed per instance.</summary>
    public string? Instance { get; init; }

    public string? BaseModel { get; init; }

    public string? Prompt { get; init; }

    public string? NegativePrompt { get; init; }

    /// <summary>Pixels.</summary>
    public ImageSize? Size { get; init; }

    public int? Steps { get; init; }

    public double? GuidanceScale { get; init; }

    public long? Seed { get; init; }

    /// <summary>Pictures asked for at once.</summary>
    public int Images { get; init; } = 1;

    /// <summary>Names or ids, in the order of the request.</summary>
    public IReadOnlyList<string> ControlNets { get; init; } = [];

    public IReadOnlyList<LoraUse> Loras { get; init; } = [];

    /// <summary>The latency within which the answer is worth something.</summary>
    public TimeSpan? ServiceLevelObjective { get; init; }

    /// <summary>Who asks: an API key, a tenant or a group.</summary>
    public string? Key { get; init; }

    /// <summary>0..1: the share of the picture to paint anew; null for text to image.</summary>
    public double? MaskRatio { get; init; }
}

/// <summary>A LoRA that a request names.</summary>
/// <param name="Name">Name or id.</param>
/// <param name="Scale">Strength; 1 is as trained.</param>
internal readonly record struct LoraUse(string Name, double Scale = 1);

/// <summary>Width and height in pixels.</summary>
internal readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>"512x768"; false for anything else.</summary>
    public static bool TryParse(string text, out ImageSize size)
    {
        string[] sides = text.Split('x', 'X');
        size = default;
        if (sides.Length != 2 || !TryParseSide(sides[0], out int width) || !TryParseSide(sides[1], out int height))
            return false;
        size = new ImageSize(width, height);
        return true;
    }

    public override string ToString() => $"{Width}x{Height}";

    private static bool TryParseSide(string text, out int side) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out side) && side > 0;
}
