using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Engine.Models;

/// <summary>
/// Turns a stack of adapters into what a component runs with. Targets that the graph takes as inputs become low-rank pairs, which costs nothing to
/// swap; a stack that changes anything else (convolutions of a LoCon) is merged into a copy of those weights, which is slower but right.
/// </summary>
public static class AdapterResolver
{
    /// <summary>Low-rank pairs for one component; null when the stack does not touch it.</summary>
    public static AdapterInputs? Inputs(AdapterStack stack, AdapterComponent component)
    {
        var targets = stack.Targets.Where(target => target.Component == component).ToArray();
        if (targets.Length == 0)
            return null;
        var inputs = new AdapterInputs();
        foreach (var target in targets)
        {
            var pair = stack.Concatenate(target);
            if (pair.Rank > 0)
                inputs.Add(target.Path, pair.Down.Span, pair.Up.Span, pair.Rank);
        }

        return inputs;
    }

    /// <summary>Whether every changed target of the component is among the graph's inputs.</summary>
    public static bool FitsInputs(AdapterStack stack, AdapterComponent component, IReadOnlySet<string> slots) =>
        stack.Targets.Where(target => target.Component == component).All(target => slots.Contains(target.Path));

    /// <summary>The component's weights with the stack's changes merged into copies; the rest stays mapped.</summary>
    public static WeightMemory Merge(AdapterStack stack, AdapterComponent component, WeightSet weights)
    {
        var memory = new WeightMemory();
        foreach (var target in stack.Targets.Where(target => target.Component == component))
        {
            var location = weights.Find($"{target.Path}.weight")!;
            float[] merged = location.File.ReadFloats(location.Entry);
            stack.MergeInto(target, merged);
            memory.Replace(location.Entry.Name, merged);
        }

        return memory;
    }
}
