namespace SwiftDiffusion.Gateway.Keys;

/// <summary>Marks routes that make something: they count against <see cref="ApiKeyOptions.RequestsPerMinute"/>. Asking how it goes does not.</summary>
internal sealed class Metered
{
    private Metered()
    {
    }

    public static Metered Instance { get; } = new();
}
