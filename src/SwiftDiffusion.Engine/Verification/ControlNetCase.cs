using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Engine.Verification;

/// <summary>ControlNet forward passes, and its image embedding alone.</summary>
internal static class ControlNetCase
{
    public static IEnumerable<(string Name, float[] Actual)> Run(GoldenCase golden, Device device)
    {
        using var net = new ControlNetReplicas(ControlNetBundle.Open(golden.Resolve(golden.Text("model")!)));
        var model = net.On(device);
        using var options = new RunOptions();
        if (!golden.Has("sample"))
        {
            using var image = Tensors.From(golden.Floats("controlnet_cond"), golden.Shape("controlnet_cond"));
            using var embedding = model.Embed(image, options);
            return [("out", embedding.Floats("embedding").ToArray())];
        }

        using var inputs = new RecordedInputs(golden, golden.Has("time_ids"));
        using var residuals = Branch(golden, model, inputs, golden.Json, options);
        var actual = new List<(string, float[])> { ("mid", residuals[null].GetTensorDataAsSpan<float>().ToArray()) };
        for (int i = 0; golden.Has($"down_{i}"); i++)
            actual.Add(($"down_{i}", residuals[i].GetTensorDataAsSpan<float>().ToArray()));
        return actual;
    }

    /// <summary>The summed residuals of the case's "controlnets", or null when it has none.</summary>
    public static Residuals? SumOfBranches(GoldenCase golden, Device device, RecordedInputs inputs)
    {
        if (!golden.Json.TryGetProperty("controlnets", out var controlNets))
            return null;
        using var options = new RunOptions();
        Residuals? sum = null;
        foreach (var entry in controlNets.EnumerateArray())
        {
            using var net = new ControlNetReplicas(ControlNetBundle.Open(golden.Resolve(entry.GetProperty("model").GetString()!)));
            var residuals = Branch(golden, net.On(device), inputs, entry, options);
            if (sum is null)
            {
                sum = residuals;
                continue;
            }

            sum.AddRows(residuals, [.. Enumerable.Range(0, (int)golden.Shape("sample")[0])]);
            residuals.Dispose();
        }

        return sum;
    }

    private static Residuals Branch(GoldenCase golden, ControlNetModel model, RecordedInputs inputs, JsonElement settings, RunOptions options)
    {
        float conditioningScale = settings.TryGetProperty("conditioning_scale", out var value) ? value.GetSingle() : 1f;
        using var image = Tensors.From(golden.Floats("controlnet_cond"), golden.Shape("controlnet_cond"));
        using var scale = Tensors.From([conditioningScale], 1, 1, 1, 1);
        using var embedding = model.Embed(image, options);
        return model.Run(inputs.Values, embedding["embedding"], scale, options);
    }
}
