using SwiftDiffusion.Engine.Adapters.Profiles;
using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Profiling;

/// <summary>One adapter measured.</summary>
/// <param name="Lora">Its name.</param>
/// <param name="Profile">What is written.</param>
/// <param name="EarliestBound">K of the picture that needs the adapter first.</param>
/// <param name="LatestBound">K of the picture that needs it last.</param>
internal sealed record ProfileResult(string Lora, AdapterProfile Profile, int EarliestBound, int LatestBound)
{
    /// <summary>Where the profile was written; null before.</summary>
    public string? Path { get; init; }
}

/// <summary>All adapters measured.</summary>
/// <param name="Model">Model id.</param>
/// <param name="Adapters">In the order asked for.</param>
internal sealed record ProfileReport(string Model, IReadOnlyList<ProfileResult> Adapters) : IReport
{
    public void Write(TextWriter output)
    {
        var first = Adapters[0].Profile;
        output.WriteLine(FormattableString.Invariant(
            $"{Model}: {first.Runs} pictures of {first.Steps} calls, {first.NoiseScheduler}, guidance {first.GuidanceScale}; K is the first call with a mean cosine under {first.Threshold}"));
        var table = new TextTable("lora", "K", "share", "timestep", "K by picture", "first cosine", "at K", "smallest", "written to");
        foreach (var adapter in Adapters)
        {
            var profile = adapter.Profile;
            bool isBounded = profile.Bound < profile.Steps;
            table.Add(
                adapter.Lora, $"{profile.Bound}", Figures.Percent((double)profile.Bound / profile.Steps),
                isBounded ? FormattableString.Invariant($"{profile.Timestep:0}") : "-", $"{adapter.EarliestBound}-{adapter.LatestBound}",
                Cosine(profile.Cosines[0]), isBounded ? Cosine(profile.Cosines[profile.Bound]) : "-", Cosine(profile.Cosines.Min()), adapter.Path ?? "-");
        }

        table.Write(output);
    }

    private static string Cosine(double value) => FormattableString.Invariant($"{value:0.00000}");
}
