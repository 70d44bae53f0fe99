using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Workers;

namespace SwiftDiffusion.Queue.Payloads;

/// <summary>
/// Names as scripts see them: escaped, so that a name from outside holds neither a space nor a colon and cannot reach into another key.
/// A LoRA or ControlNet belongs to a model.
/// </summary>
internal static class Token
{
    public static string Of(string name) => Uri.EscapeDataString(name);

    public static string NameOf(string token) => Uri.UnescapeDataString(token);

    /// <summary>What a job needs besides its model.</summary>
    public static string AddOns(GenerationJob job)
    {
        var controlNets = job.ControlNets.Select(reference => reference.Name).Distinct().Select(name => ControlNet(job.Model, name));
        var loras = job.Loras.Select(reference => reference.Name).Distinct().Select(name => Lora(job.Model, name));
        return string.Join(' ', controlNets.Concat(loras));
    }

    /// <summary>What a worker holds.</summary>
    public static string Warm(WarmSet warm) => string.Join(' ', warm.Models.SelectMany(model =>
        model.ControlNets.Select(name => ControlNet(model.Model, name))
            .Concat(model.Loras.Select(name => Lora(model.Model, name)))
            .Prepend($"m/{Of(model.Model)}")));

    public static string Models(IEnumerable<string> models) => string.Join(' ', models.Select(Of));

    private static string ControlNet(string model, string name) => $"c/{Of(model)}/{Of(name)}";

    private static string Lora(string model, string name) => $"l/{Of(model)}/{Of(name)}";
}
