using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host.Bench.Quality;

/// <summary>
/// The model's own reader of pictures, <c>judge/judge.onnx</c>: RGB in [0, 1] to the logits of all heads side by side, in the order of "heads" in
/// <c>judge/labels.json</c>, which also names every head's classes.
/// </summary>
public sealed class Judge : IDisposable
{
    private readonly InferenceSession _session;
    private readonly ImmutableArray<(string Name, ImmutableArray<string> Classes)> _heads;

    private Judge(InferenceSession session, ImmutableArray<(string, ImmutableArray<string>)> heads)
    {
        _session = session;
        _heads = heads;
        int[] shape = session.InputMetadata.Values.Single().Dimensions;
        (Height, Width) = (shape[2], shape[3]);
    }

    /// <summary>Pixels of the pictures it reads.</summary>
    public int Width { get; }

    /// <summary>Pixels of the pictures it reads.</summary>
    public int Height { get; }

    /// <param name="model">Model folder.</param>
    /// <exception cref="ModelFormatException">There is no judge in it.</exception>
    public static Judge Open(string model)
    {
        string folder = Path.Combine(model, "judge");
        try
        {
            using var labels = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "labels.json")));
            var heads = labels.RootElement.GetProperty("heads").EnumerateObject().Select(head => (head.Name, ReadClasses(labels.RootElement, head))).ToImmutableArray();
            using var options = new Microsoft.ML.OnnxRuntime.SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            return new Judge(new InferenceSession(Path.Combine(folder, "judge.onnx"), options), heads);
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or OnnxRuntimeException)
        {
            throw new ModelFormatException(folder, $"holds no judge: {e.Message}", e);
        }
    }

    /// <summary>What a head can read; empty when there is no such head.</summary>
    public IReadOnlyList<string> ClassesOf(string head) => _heads.FirstOrDefault(known => known.Name == head) is { Name: not null } found ? found.Classes : [];

    /// <summary>The most likely class of every head.</summary>
    /// <param name="image">A picture of <see cref="Width"/> x <see cref="Height"/>.</param>
    public IReadOnlyDictionary<string, string> Read(PixelImage image)
    {
        using var pixels = Tensors.From(image.ToPlanar(PixelRange.ZeroToOne), 1, 3, Height, Width);
        using var options = new RunOptions();
        using var outputs = _session.Run(options, _session.InputNames, [pixels], _session.OutputNames);
        var logits = outputs[0].GetTensorDataAsSpan<float>();
        var classes = new Dictionary<string, string>();
        foreach (var (name, labels) in _heads)
        {
            classes.Add(name, labels[TensorPrimitives.IndexOfMax(logits[..labels.Length])]);
            logits = logits[labels.Length..];
        }

        return classes;
    }

    public void Dispose() => _session.Dispose();

    /// <summary>A head's class names; those without a list of their own (a second object's) share the list of the head they are numbered after, or are numbers.</summary>
    private static ImmutableArray<string> ReadClasses(JsonElement labels, JsonProperty head)
    {
        int count = head.Value.GetInt32();
        return labels.TryGetProperty(head.Name.TrimEnd('2'), out var classes) && classes.GetArrayLength() == count
            ? [.. classes.EnumerateArray().Select(name => name.GetString()!)]
            : [.. Enumerable.Range(0, count).Select(index => $"{index}")];
    }
}
