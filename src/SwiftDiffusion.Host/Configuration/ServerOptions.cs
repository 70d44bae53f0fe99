using System.ComponentModel.DataAnnotations;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Host.Models;

namespace SwiftDiffusion.Host.Configuration;

/// <summary>What a process serves, and where (configuration section <c>Server</c>).</summary>
public sealed class ServerOptions : IValidatableObject
{
    /// <summary>Gateway, worker, or both.</summary>
    public ServerRole Role { get; set; } = ServerRole.All;

    /// <summary>Addresses to listen on, separated by semicolons; port 0 takes a free one.</summary>
    [Required]
    public string Urls { get; set; } = "http://127.0.0.1:8080";

    /// <summary>Model folders, the default one first; empty for the built-in model.</summary>
    public IList<string> Models { get; } = [];

    /// <summary>Where graphs run: <c>auto</c>, or devices separated by commas.</summary>
    [Required]
    public string Devices { get; set; } = "auto";

    /// <summary>Emulated seconds per real one, for emulated devices.</summary>
    [Range(0.01, 10_000)]
    public double TimeScale { get; set; } = 1;

    /// <summary>How requests are worked on.</summary>
    public ServerWorkflow Workflow { get; set; } = ServerWorkflow.Adaptive;

    /// <summary>LoRAs for the first model that lie elsewhere, each <c>NAME=SOURCE</c>.</summary>
    public IList<string> Adapters { get; } = [];

    /// <summary>Where the parts of a step run: <c>Adaptive</c>, or to compare with, <c>Local</c> or <c>Sibling</c>.</summary>
    public PlacementPolicy Placement { get; set; } = EngineOptions.Default.Placement;

    /// <summary>Which residuals of a ControlNet serve a step: <c>Exact</c>, or for slow links <c>Pipelined</c>, those of the step before.</summary>
    public BranchMode Branches { get; set; } = EngineOptions.Default.BranchMode;

    /// <summary>Bytes of ControlNet weights that may lie in the memory of a device; CPU devices have the host's together.</summary>
    [Range(1, long.MaxValue)]
    public long ControlNetMemorySizeBytes { get; set; } = EngineOptions.Default.ControlNetBudgetBytes;

    /// <summary>How the models use their devices.</summary>
    internal EngineOptions Engine => EngineOptions.Default with
    {
        Placement = Workflow == ServerWorkflow.Serial ? PlacementPolicy.Local : Placement,
        PatchesAdapters = Workflow == ServerWorkflow.Serial,
        BranchMode = Branches,
        ControlNetBudgetBytes = ControlNetMemorySizeBytes,
    };

    /// <summary>The model folders with the default in place.</summary>
    internal IReadOnlyList<string> Folders => Models.Count > 0 ? [.. Models] : [BuiltInModel.Folder];

    /// <summary>The devices, once the options are valid.</summary>
    internal DeviceList DeviceList => DeviceList.Parse(Devices, CoreSet.OfProcess).List ?? DeviceList.Auto;

    /// <summary>The LoRAs, once the options are valid.</summary>
    internal IReadOnlyList<NamedAdapter> NamedAdapters => [.. Adapters.Select(text => NamedAdapter.Parse(text).Adapter).OfType<NamedAdapter>()];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ListenAddresses.WrongOf(Urls) is { } wrong)
            yield return new ValidationResult($"Urls has '{wrong}'; expected addresses such as http://127.0.0.1:8080.", [nameof(Urls)]);
        if (DeviceList.Parse(Devices, CoreSet.OfProcess).Problem is { } problem)
            yield return new ValidationResult($"Devices: {problem}.", [nameof(Devices)]);
        else if (TimeScale != 1 && DeviceList.Specs.FirstOrDefault(spec => spec.Kind != DeviceKind.Emulated) is var real && (real is not null || DeviceList.Specs.IsEmpty))
            yield return new ValidationResult($"TimeScale is for emulated devices, but Devices has {real?.ToString() ?? Devices}; leave it out, or name devices such as emulated:h800-sdxl*8 only.", [nameof(TimeScale)]);
        foreach (string adapter in Adapters.Select(text => NamedAdapter.Parse(text).Problem).OfType<string>())
            yield return new ValidationResult($"Adapters: {adapter}.", [nameof(Adapters)]);
    }
}
