using SwiftDiffusion.Engine.Tests.Devices;
using SwiftDiffusion.Engine.Verification;
using SwiftDiffusion.Testing;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Verification;

/// <summary>A verifier that passes everything proves nothing: each change to a recorded case has to be noticed.</summary>
public sealed class VerifierFailureTests(TestDevice device) : IClassFixture<TestDevice>
{
    private const string UNet = "unet/sd15_time_proj", Vae = "vae/sd15_encode_12x20", Tokenizer = "tokenizer/tiny", Pipeline = "pipeline/tinyworld_lcm4";

    [Theory]
    [InlineData(UNet, "out")]
    [InlineData(Vae, "moments")]
    [InlineData("scheduler/euler_leading_epsilon_10", "timesteps")]
    [InlineData(Tokenizer, "input_ids")]
    [InlineData(Pipeline, "final_latents")]
    [InlineData(Pipeline, "image")]
    public void A_changed_value_is_noticed(string name, string tensor) =>
        Assert.Contains(Failed(name, tensor, stored => stored with { Values = [.. stored.Values.Select(value => value + 1)] }), check => check.Name == tensor);

    [Theory]
    [InlineData(UNet, "out")]
    [InlineData(Tokenizer, "input_ids")]
    public void A_single_changed_value_is_noticed(string name, string tensor) =>
        Assert.Equal(tensor, Assert.Single(Failed(name, tensor, stored => stored with { Values = [.. stored.Values[..^1], stored.Values[^1] + 1] })).Name);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_recorded_value_that_is_no_number_is_noticed(float value) =>
        Assert.Single(Failed(UNet, "out", stored => stored with { Values = [value, .. stored.Values[1..]] }));

    [Theory]
    [InlineData(UNet, "out")]
    [InlineData(Tokenizer, "input_ids")]
    public void A_recording_of_another_size_is_noticed(string name, string tensor) =>
        Assert.Single(Failed(name, tensor, stored => stored with { Shape = [stored.Values.Length - 1], Values = stored.Values[1..] }));

    [Fact]
    public void Differences_below_the_tolerance_pass() =>
        Assert.True(Report(UNet, folder => Change(folder, "out", stored => stored with { Values = [.. stored.Values.Select(value => value + 5e-5f)] })).HasPassed);

    [Fact]
    public void A_case_without_recorded_outputs_does_not_pass() => Assert.False(Report(Tokenizer, folder => Keep(folder, _ => false)).HasPassed);

    [Fact]
    public void An_unknown_kind_is_reported() =>
        Assert.EndsWith("case has the unknown kind 'video'", Error(UNet, folder => File.WriteAllText(Path.Combine(folder, "case.json"), """{"kind":"video"}""")), StringComparison.Ordinal);

    [Theory]
    [InlineData("case.json", "is not a golden case: ")]
    [InlineData("tensors.safetensors", "file not found")]
    public void A_missing_file_is_reported(string file, string problem) => Assert.Contains(problem, Error(UNet, folder => File.Delete(Path.Combine(folder, file))), StringComparison.Ordinal);

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"kind":"unet"}""")]
    [InlineData("""{"kind":"unet","model":7}""")]
    [InlineData("""{"kind":"unet","model":"models/none"}""")]
    [InlineData("""{"kind":"pipeline","model":"../tinyworld"}""")]
    [InlineData("""{"kind":"controlnet","model":"models/sd15"}""")]
    [InlineData("""{"kind":"lora","model":"models/sd15","lora":"none.safetensors"}""")]
    public void A_malformed_case_is_reported(string json) => Assert.NotEmpty(Error(UNet, folder => File.WriteAllText(Path.Combine(folder, "case.json"), json)));

    [Fact]
    public void An_input_of_the_wrong_shape_is_reported() =>
        Assert.NotEmpty(Error(Vae, folder => Change(folder, "image", stored => stored with { Shape = [stored.Values.Length] })));

    private IEnumerable<TensorCheck> Failed(string name, string tensor, Func<StoredTensor, StoredTensor> change)
    {
        var report = Report(name, folder => Change(folder, tensor, change));

        Assert.False(report.HasPassed);
        Assert.Null(report.Error);
        return report.Checks.Where(check => !check.HasPassed);
    }

    private string Error(string name, Action<string> change)
    {
        var report = Report(name, change);

        Assert.False(report.HasPassed);
        return report.Error!;
    }

    /// <summary>Runs a changed copy of a case; what it refers to lies where it did.</summary>
    private CaseReport Report(string name, Action<string> change)
    {
        using var root = new TemporaryFolder();
        string folder = root.Copy(Path.Combine(GoldenData.Root, name), Path.Combine("golden", name));
        Directory.CreateSymbolicLink(root.File("golden", "models"), Path.Combine(GoldenData.Root, "models"));
        Directory.CreateSymbolicLink(root.File("tinyworld"), RepositoryRoot.File("onnx", "tinyworld"));
        change(folder);
        return CaseReport.Run(folder, RecordedCases.Tolerance, device.Device);
    }

    private static void Change(string folder, string tensor, Func<StoredTensor, StoredTensor> change) =>
        SafetensorsWriter.Rewrite(Path.Combine(folder, "tensors.safetensors"), stored => stored.Name == tensor ? change(stored) : stored);

    private static void Keep(string folder, Func<StoredTensor, bool> isKept) =>
        SafetensorsWriter.Rewrite(Path.Combine(folder, "tensors.safetensors"), stored => isKept(stored) ? stored : null);
}
