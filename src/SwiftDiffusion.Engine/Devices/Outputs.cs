using Microsoft.ML.OnnxRuntime;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>Results of one run, by name; disposing frees them all.</summary>
public sealed class Outputs(string[] names, IReadOnlyList<OrtValue> values) : IDisposable
{
    public IReadOnlyList<string> Names => names;

    public OrtValue this[string name] => values[Array.IndexOf(names, name)];

    /// <summary>A single-precision result in place.</summary>
    public ReadOnlySpan<float> Floats(string name) => this[name].GetTensorDataAsSpan<float>();

    public void Dispose()
    {
        foreach (var value in values)
            value.Dispose();
    }
}
