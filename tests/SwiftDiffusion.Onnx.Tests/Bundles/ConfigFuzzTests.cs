using System.Text.Json.Nodes;
using CsCheck;
using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Testing;
using Xunit;
using static SwiftDiffusion.Onnx.Tests.Bundles.ModelEdits;

namespace SwiftDiffusion.Onnx.Tests.Bundles;

/// <summary>Whatever stands in a configuration, the model compiles or is refused in the declared way.</summary>
public sealed class ConfigFuzzTests(TinyModelFolders models) : IClassFixture<TinyModelFolders>
{
    private static readonly Gen<string> Json = Gen.Recursive<string>((depth, value) => Gen.Frequency(
        (4, Gen.OneOf("null", "true", "false", "0", "1", "2", "3", "4", "8", "16", "32", "-1", "1e38", "1e400", "2147483648", "0.5", "\"\"", "\"silu\"", "\"text_time\"", "\"\\ud800\"")),
        (2, Gen.Int.Select(number => $"{number}")),
        (1, Gen.String[0, 8].Select(text => JsonValue.Create(text)!.ToJsonString())),
        (depth < 3 ? 2 : 0, value.List[0, 4].Select(items => $"[{string.Join(',', items)}]")),
        (depth < 3 ? 1 : 0, value.Select(item => $$"""{"a":{{item}}}"""))));

    [Theory]
    [InlineData("unet")]
    [InlineData("vae")]
    [InlineData("text_encoder")]
    [InlineData("text_encoder_2")]
    public void Any_field_may_hold_anything(string component)
    {
        using var copy = new TemporaryFolder();
        string model = copy.Copy(models.Xl, "model");

        Fuzz(Path.Combine(model, component, "config.json"), () => Compile(model));
    }

    [Fact]
    public void Any_field_of_a_controlnet_may_hold_anything()
    {
        using var copy = new TemporaryFolder();
        using var model = ModelBundle.Open(models.Xl);
        string folder = copy.Copy(models.ControlNetXl, "controlnet");

        Fuzz(Path.Combine(folder, "config.json"), () => CompileControlNet(folder, model));
    }

    private static void Fuzz(string path, Func<object> compile)
    {
        string valid = File.ReadAllText(path);
        string[] fields = [.. JsonNode.Parse(valid)!.AsObject().Select(field => field.Key)];
        int refusals = 0;
        Gen.Select(Gen.OneOf(fields), Json, Gen.OneOf(fields), Json).Sample(
            (first, firstValue, second, secondValue) =>
            {
                File.WriteAllText(path, Replace(Replace(valid, first, firstValue), second, secondValue));
                refusals += IsRefused(compile) ? 1 : 0;
            },
            iter: 150, threads: 1);

        Assert.True(refusals > 0);
    }

    /// <summary>As text, so that values which no JSON tree can hold get in too.</summary>
    private static string Replace(string config, string field, string json) =>
        config.Replace($"\"{field}\":", $"\"{field}\":{json},\"_was_{field}\":", StringComparison.Ordinal);

    /// <summary>Any other exception than the declared one ends the test.</summary>
    private static bool IsRefused(Func<object> compile)
    {
        try
        {
            Assert.NotNull(compile());
            return false;
        }
        catch (ModelFormatException refusal)
        {
            Assert.NotEmpty(refusal.Problem);
            return true;
        }
    }
}
