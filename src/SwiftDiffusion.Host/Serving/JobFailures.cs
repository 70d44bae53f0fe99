using SwiftDiffusion.Contracts;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host.Serving;

/// <summary>The engine's foreseen failures in the words of the API, with the field of the request that is to blame.</summary>
internal static class JobFailures
{
    /// <summary>A prompt that could not be written into the picture's file, told before the work rather than after; null when it can.</summary>
    public static JobFailure? Unwritable(GenerationJob job)
    {
        string? field = job.Prompt.Contains('\0', StringComparison.Ordinal) ? "prompt"
            : job.NegativePrompt.Contains('\0', StringComparison.Ordinal) ? "negative_prompt" : null;
        return field is null ? null : new JobFailure(FailureCode.InvalidRequest, $"{field}: must not contain the character U+0000.", field);
    }

    /// <summary>An add-on that is not offered here: it was removed after the job was accepted. Null when all are.</summary>
    public static JobFailure? Missing(GenerationJob job, NamedAddOns addOns)
    {
        for (int i = 0; i < job.Loras.Length; i++)
        {
            if (!addOns.Loras.ContainsKey(job.Loras[i].Name))
                return new JobFailure(FailureCode.UnknownAdapter, $"loras[{i}].name: the model has no LoRA '{job.Loras[i].Name}', or no longer.", $"loras[{i}].name");
        }

        for (int i = 0; i < job.ControlNets.Length; i++)
        {
            if (!addOns.ControlNets.ContainsKey(job.ControlNets[i].Name))
                return new JobFailure(FailureCode.UnknownControlNet, $"controlnets[{i}].name: the model has no ControlNet '{job.ControlNets[i].Name}', or no longer.", $"controlnets[{i}].name");
        }

        return null;
    }

    /// <summary>The model cannot do what the request asks.</summary>
    public static JobFailure From(ImageRequestException failure) =>
        new(FailureCode.InvalidRequest, $"{failure.Message}.", failure.Property is { } property ? FieldOf(property) : null);

    /// <summary>A LoRA of the request cannot be had or used.</summary>
    public static JobFailure From(AdapterLoadException failure, GenerationJob job)
    {
        int index = job.Loras.Select(lora => lora.Name).ToList().IndexOf(failure.Name);
        return new JobFailure(FailureCode.AdapterLoadFailed, $"{failure.Name}: {failure.Reason}.", index < 0 ? null : $"loras[{index}]");
    }

    /// <summary>A ControlNet of the request cannot be used. Its path is the operator's affair; the client is told the name it sent.</summary>
    public static JobFailure From(ModelFormatException failure, GenerationJob job, NamedAddOns addOns)
    {
        int index = Enumerable.Range(0, job.ControlNets.Length).FirstOrDefault(i => Contains(addOns.ControlNets[job.ControlNets[i].Name], failure.File), -1);
        string name = index < 0 ? Path.GetFileNameWithoutExtension(failure.File) : job.ControlNets[index].Name;
        return new JobFailure(FailureCode.AdapterLoadFailed, $"{name}: {failure.Problem}.", index < 0 ? null : $"controlnets[{index}]");
    }

    /// <summary>Numbers ran out of range: the request's scales may do that, but without add-ons only the model itself can.</summary>
    public static JobFailure From(NotFiniteException failure, GenerationJob job) =>
        new(job.Loras.IsEmpty && job.ControlNets.IsEmpty ? FailureCode.Internal : FailureCode.InvalidRequest, $"{failure.Message}.", null);

    /// <summary>Whether the file is the add-on's, or lies in its folder.</summary>
    private static bool Contains(string addOn, string file)
    {
        string inside = Path.GetFullPath(addOn), path = Path.GetFullPath(file);
        return path == inside || path.StartsWith(inside + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    private static string? FieldOf(string property) => property switch
    {
        nameof(ImageRequest.Width) or nameof(ImageRequest.Height) => "size",
        nameof(ImageRequest.InferenceSteps) => "num_inference_steps",
        nameof(ImageRequest.ClipSkip) => "clip_skip",
        nameof(ImageRequest.AdapterTiming) => "adapter_timing",
        nameof(ImageRequest.Source) => "image",
        _ => null,
    };
}
