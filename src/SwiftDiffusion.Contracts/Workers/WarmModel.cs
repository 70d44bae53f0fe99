using System.Collections.Immutable;

namespace SwiftDiffusion.Contracts.Workers;

/// <summary>One model that a worker holds ready, with those of its add-ons that are in memory.</summary>
public sealed record WarmModel
{
    /// <param name="model">Id of the model.</param>
    /// <param name="controlNets">Names of loaded ControlNets.</param>
    /// <param name="loras">Names of LoRAs in host memory.</param>
    public WarmModel(string model, ImmutableArray<string> controlNets, ImmutableArray<string> loras)
    {
        Model = Require.Name(model);
        ControlNets = controlNets.IsDefault ? [] : controlNets;
        Loras = loras.IsDefault ? [] : loras;
    }

    public string Model { get; }

    public ImmutableArray<string> ControlNets { get; }

    public ImmutableArray<string> Loras { get; }
}
