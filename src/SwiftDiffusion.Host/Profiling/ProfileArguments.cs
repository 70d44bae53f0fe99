using System.Collections.Immutable;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Devices;

namespace SwiftDiffusion.Host.Profiling;

/// <summary>What <c>profile-adapter</c> was asked.</summary>
/// <param name="Model">Model folder.</param>
/// <param name="Loras">Adapters to measure.</param>
/// <param name="Runs">How to measure.</param>
/// <param name="OutFolder">Where to write profiles; null for beside the adapters.</param>
/// <param name="Devices">Where to run.</param>
internal sealed record ProfileArguments(string Model, ImmutableArray<AdapterSource> Loras, ProfileRuns Runs, string? OutFolder, DeviceList Devices);

/// <summary>The runs that a profile is measured on.</summary>
/// <param name="Prompts">One run each; run i has seed i.</param>
/// <param name="Steps">Inference steps.</param>
/// <param name="GuidanceScale">As requests will use it.</param>
/// <param name="Threshold">Similarity under which an adapter can no longer be absent.</param>
internal sealed record ProfileRuns(ImmutableArray<string> Prompts, int Steps, float GuidanceScale, double Threshold);
