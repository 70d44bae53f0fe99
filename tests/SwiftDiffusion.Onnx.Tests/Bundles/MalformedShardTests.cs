using SwiftDiffusion.Testing;
using SwiftDiffusion.Testing.TinyModels;
using Xunit;
using static SwiftDiffusion.Onnx.Tests.Bundles.ModelEdits;

namespace SwiftDiffusion.Onnx.Tests.Bundles;

/// <summary>Indexes of sharded weights that lie.</summary>
public sealed class MalformedShardTests
{
    private const string Index = "diffusion_pytorch_model.safetensors.index.json", First = "diffusion_pytorch_model-00001-of-00002.safetensors";

    private static readonly (string Case, Action<string> Break, string File, string Problem)[] Malformed =
    [
        ("index is no JSON", Text(Index, "PK"), Index, "is not readable JSON: "),
        ("no weight map", Text(Index, "{}"), Index, "weight_map is missing; expected an object"),
        ("weight map is a list", Text(Index, """{"weight_map":[]}"""), Index, "weight_map is []; expected an object"),
        ("weight map is empty", Text(Index, """{"weight_map":{}}"""), "", "tensor 'time_embedding.linear_1.weight' is missing; expected shape [32, 8]"),
        ("shard is a number", Text(Index, """{"weight_map":{"conv_in.weight":1}}"""), Index, "weight_map names the shard ''; expected a file name in the same folder"),
        ("shard outside the folder", Text(Index, """{"weight_map":{"conv_in.weight":"../../secret.safetensors"}}"""), Index, "weight_map names the shard '../../secret.safetensors'; expected a file name in the same folder"),
        ("shard by an absolute path", Text(Index, """{"weight_map":{"conv_in.weight":"/etc/passwd"}}"""), Index, "weight_map names the shard '/etc/passwd'; expected a file name in the same folder"),
        ("shard is the parent folder", Text(Index, """{"weight_map":{"conv_in.weight":".."}}"""), "..", "cannot be read: "),
        ("shard is missing", Delete(First), First, "file not found"),
        ("shard is truncated", Truncate(First, 100), First, "tensor '"),
        ("tensor in two shards", folder => File.Copy(Path.Combine(folder, First), Path.Combine(folder, First.Replace("00001-", "00002-", StringComparison.Ordinal)), overwrite: true), First.Replace("00001-", "00002-", StringComparison.Ordinal), "tensor 'conv_in.weight' is in another shard too"),
    ];

    public static TheoryData<string> Cases => [.. Malformed.Select(row => row.Case)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Malformed_shards_are_refused_with_file_and_reason(string name)
    {
        var row = Malformed.Single(row => row.Case == name);
        using var root = new TemporaryFolder();
        string model = (TinyBundle.Sd with { UNet = TinyComponents.UNet with { Shards = 2 } }).WriteTo(root.File("model"));
        string unet = Path.Combine(model, "unet");
        row.Break(unet);

        var refusal = Assert.Throws<ModelFormatException>(() => Compile(model));

        Assert.Equal(Path.Combine(unet, row.File).TrimEnd('/'), refusal.File);
        Assert.StartsWith(row.Problem, refusal.Problem, StringComparison.Ordinal);
    }
}
