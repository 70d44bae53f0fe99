using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Tests.Commands;

public sealed class WrittenGraphTests
{
    [Fact]
    public async Task A_written_graph_beside_its_weights_runs_alone_and_computes_what_the_engine_computes()
    {
        using var folder = new TemporaryFolder();
        string text = (await ProgramRun.Of("compile", TestModels.BuiltIn, "--out", folder.Path)).Ok();
        string weights = "diffusion_pytorch_model.safetensors";
        File.Copy(Path.Combine(TestModels.BuiltIn, "vae", weights), Path.Combine(folder.Path, "vae", weights));

        Assert.Contains("Netron", text, StringComparison.Ordinal);
        Assert.Equal(Engine(), Alone(Path.Combine(folder.Path, "vae", "vae.decoder.onnx")), (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Fact]
    public async Task Graphs_that_cannot_be_written_are_a_users_error()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("taken"), "", TestContext.Current.CancellationToken);

        Assert.Contains("--out", (await ProgramRun.Of("compile", TestModels.Small, "--out", folder.File("taken"))).UserError(), StringComparison.Ordinal);
    }

    private static OrtValue Latents() => Tensors.From([.. Enumerable.Range(0, 4 * 8 * 8).Select(i => MathF.Sin(i))], 1, 4, 8, 8);

    private static float[] Alone(string path)
    {
        using var session = new InferenceSession(path);
        using var latents = Latents();
        using var options = new RunOptions();
        using var outputs = session.Run(options, ["latents"], [latents], ["image"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static float[] Engine()
    {
        using var bundle = ModelBundle.Open(TestModels.BuiltIn);
        using var device = new Device(DeviceSpec.Default);
        using var memory = new WeightMemory();
        using var vae = new VaeModel(device, bundle.Vae, bundle.VaeWeights, memory);
        using var latents = Latents();
        using var options = new RunOptions();
        using var outputs = vae.Decode(latents, options);
        return outputs.Floats("image").ToArray();
    }
}
