namespace SwiftDiffusion.Contracts.AddOns;

/// <summary>What can be registered while the service runs.</summary>
public enum AddOnKind
{
    /// <summary>A LoRA, which is one safetensors file.</summary>
    Adapter,

    /// <summary>A ControlNet, which is a folder and travels as an archive.</summary>
    ControlNet,

    /// <summary>A model, which is a folder and travels as an archive. It is its own model.</summary>
    Model,
}
