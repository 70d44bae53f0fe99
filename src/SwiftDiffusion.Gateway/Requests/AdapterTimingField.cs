using System.Collections.Immutable;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>
/// Reads <c>adapter_timing</c>: <c>"exact"</c>, <c>"asynchronous"</c>, or the steps of an answer's <c>attached_at</c> to make its picture again, one number
/// for all LoRAs or an array of one for each.
/// </summary>
internal static class AdapterTimingField
{
    private const string Name = "adapter_timing";
    private const string Exact = "exact", Asynchronous = "asynchronous";

    /// <param name="fields">The request.</param>
    /// <param name="loras">How many LoRAs it has.</param>
    /// <param name="standard">What holds when the field is absent.</param>
    public static (AttachMode Mode, ImmutableArray<int> Steps) Read(FieldReader fields, int loras, AttachMode standard)
    {
        if (!fields.Has(Name))
            return (standard, []);
        if (!fields.IsText(Name))
            return (AttachMode.Replay, ReadSteps(fields, loras));
        return (fields.Choice(Name, (Exact, AttachMode.Exact), (Asynchronous, AttachMode.Asynchronous)) ?? standard, []);
    }

    private static ImmutableArray<int> ReadSteps(FieldReader fields, int loras)
    {
        string accepted = $"{Exact}, {Asynchronous}, a step from 0 to {JobLimits.MaxAttachStep}, or an array of one for each LoRA";
        if (fields.WholeNumbers(Name, 0, JobLimits.MaxAttachStep, accepted) is not { } steps)
            return [];
        if (steps.Length != 1 && steps.Length != loras)
            fields.Reject(Name, $"{steps.Length} steps for {loras} LoRAs", "one step for all, or an array of one for each");
        return [.. steps.Select(step => (int)step)];
    }
}
