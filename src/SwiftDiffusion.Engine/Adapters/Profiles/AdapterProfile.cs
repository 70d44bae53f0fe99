using System.Collections.Immutable;
using System.Text.Json;

namespace SwiftDiffusion.Engine.Adapters.Profiles;

/// <summary>
/// How long one model can do without one adapter: at every step of runs without it, the cosine similarity of the guided noise predictions with and without
/// it, on the same latents (bounded asynchronous loading, SwiftDiffusion, section 6; there between latents).
/// </summary>
/// <param name="BaseModel">Name of the model it was measured on; it says nothing of others.</param>
/// <param name="Steps">Model calls of each run.</param>
/// <param name="Bound">K: the first call, from 0, at which the similarity is under the threshold; the number of calls if none is.</param>
/// <param name="Timestep">Training timestep of that call: what K means for other numbers of steps and other noise schedulers; -1 if no call is.</param>
/// <param name="Threshold">0 to 1.</param>
/// <param name="Runs">Pictures measured.</param>
/// <param name="NoiseScheduler">The one the runs used.</param>
/// <param name="GuidanceScale">As in the runs.</param>
/// <param name="Cosines">Mean similarity per call.</param>
public sealed record AdapterProfile(
    string BaseModel, int Steps, int Bound, float Timestep, double Threshold, int Runs, string NoiseScheduler, double GuidanceScale, ImmutableArray<double> Cosines)
{
    private static readonly JsonSerializerOptions Options =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true, WriteIndented = true };

    /// <summary>K of measured similarities.</summary>
    public static int BoundOf(IReadOnlyList<double> cosines, double threshold)
    {
        int bound = 0;
        while (bound < cosines.Count && cosines[bound] >= threshold)
            bound++;
        return bound;
    }

    /// <summary>The profile in a file; null when there is none, none that can be read, or one of another model.</summary>
    public static AdapterProfile? Find(string path, string model)
    {
        try
        {
            var profile = JsonSerializer.Deserialize<AdapterProfile>(File.ReadAllBytes(path), Options);
            return profile?.BaseModel == model ? profile : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>K for a run: how many of its calls come before the noise level at which the adapter matters.</summary>
    /// <param name="timesteps">Training timesteps of the calls that the run makes.</param>
    public int BoundFor(ReadOnlySpan<float> timesteps)
    {
        int bound = 0;
        while (bound < timesteps.Length && timesteps[bound] > Timestep)
            bound++;
        return bound;
    }

    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, JsonSerializer.Serialize(this, Options) + "\n");
    }
}
