namespace SwiftDiffusion.Contracts.AddOns;

/// <summary>Words for kinds of add-ons.</summary>
public static class AddOnKinds
{
    /// <summary>One word for bodies, tags and keys: <c>adapter</c>, <c>controlnet</c> or <c>model</c>.</summary>
    public static string Word(this AddOnKind kind) => kind switch
    {
        AddOnKind.Adapter => "adapter",
        AddOnKind.ControlNet => "controlnet",
        AddOnKind.Model => "model",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
