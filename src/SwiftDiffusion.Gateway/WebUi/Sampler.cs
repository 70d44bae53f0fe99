using System.Collections.Immutable;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>A sampler of the web UIs' menu.</summary>
/// <param name="Name">As the menu shows it.</param>
/// <param name="Aliases">Other names that clients send.</param>
/// <param name="Uniform">Our noise scheduler with its own spacing of noise levels.</param>
/// <param name="Karras">Our noise scheduler with Karras' spacing; null when there is none.</param>
/// <param name="IsKarrasByDefault">Whether "Automatic" is Karras' spacing, as in the web UIs for DPM++.</param>
internal sealed record Sampler(string Name, ImmutableArray<string> Aliases, string Uniform, string? Karras = null, bool IsKarrasByDefault = false)
{
    /// <summary>Labels of the spacings it knows besides "Automatic".</summary>
    public IEnumerable<string> Schedules => Karras is null ? ["Uniform"] : ["Uniform", "Karras"];
}
