using CsCheck;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Onnx;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters;

/// <summary>Damaged adapters are read or refused, in bounded memory, and end in no other exception.</summary>
public sealed class LoraFuzzTests
{
    private const int Iterations = 500;
    private const string Module = "lora_unet_down_blocks_0_resnets_0_conv1";

    private static readonly byte[] Valid = new LoraFileBuilder()
        .With("unet.mid_block.attentions.0.proj_in.lora_A.weight", [2, 8])
        .With("unet.mid_block.attentions.0.proj_in.lora_B.weight", [8, 2])
        .With($"{Module}.lora_down.weight", [1, 4, 1, 1]).With($"{Module}.lora_mid.weight", [1, 1, 3, 3]).With($"{Module}.lora_up.weight", [4, 1])
        .With($"{Module}.alpha", [], [1])
        .WithMetadata("lora_adapter_metadata", """{"unet.lora_alpha": 4, "unet.alpha_pattern": {"proj_(in|out)": 2}}""")
        .ToBytes();

    private static readonly string[] Pieces =
        ["lora_unet_", "unet.", "base_model.model.", "mid_block.attentions.0.proj_in", "conv_in", "_lora", ".lora_A", ".lora_B", ".lora.down", ".weight", ".alpha", ".", "_", "processor", "é"];

    private static readonly string[] MetadataPieces =
        ["{", "}", "[", "]", ":", ",", "1", "-1e300", "null", "true", "\"unet.lora_alpha\"", "\"unet.alpha_pattern\"", "\"use_rslora\"", "\"(a*)*$\"", "\"\\ud800\""];

    [Fact]
    public void The_undamaged_file_is_read()
    {
        using var file = new TemporaryFile(Valid);

        Assert.Equal(2, LoraFile.Load(file.Path, Catalogs.Small, LoraLimits.Default).Layers.Length);
    }

    [Fact]
    public void Changed_bytes_are_read_or_refused() =>
        Gen.Select(Gen.Int[0, Valid.Length - 1], Gen.Byte).Array[1, 5].Sample(changes =>
        {
            byte[] content = [.. Valid];
            foreach (var (position, value) in changes)
                content[position] = value;
            LoadOrRefuse(content);
        }, iter: Iterations);

    [Fact]
    public void Names_of_random_pieces_are_read_or_refused() =>
        Gen.Int[0, Pieces.Length - 1].Array[0, 8].Sample(
            picks => LoadOrRefuse(new LoraFileBuilder().With(string.Concat(picks.Select(pick => Pieces[pick])), [1, 8]).ToBytes()), iter: Iterations);

    [Fact]
    public void Random_metadata_is_read_or_refused() =>
        Gen.Int[0, MetadataPieces.Length - 1].Array[0, 12].Sample(
            picks => LoadOrRefuse(new LoraFileBuilder()
                .With("unet.mid_block.attentions.0.proj_in.lora_A.weight", [2, 8]).With("unet.mid_block.attentions.0.proj_in.lora_B.weight", [8, 2])
                .WithMetadata("lora_adapter_metadata", string.Concat(picks.Select(pick => MetadataPieces[pick]))).ToBytes()), iter: Iterations);

    [Fact]
    public void Random_shapes_are_read_or_refused() =>
        Gen.Select(Gen.Int[0, 4].Array[0, 5], Gen.Int[0, 4].Array[0, 5]).Sample((down, up) => LoadOrRefuse(new LoraFileBuilder()
            .With($"{Module}.lora_down.weight", [.. down.Select(d => (long)d)]).With($"{Module}.lora_up.weight", [.. up.Select(d => (long)d)]).ToBytes()), iter: Iterations);

    [Fact]
    public void Catastrophic_expressions_end_soon()
    {
        string metadata = $$$"""{"unet.alpha_pattern": {"{{{string.Concat(Enumerable.Repeat("(.*)*", 40))}}}x": 1}}""";

        LoadOrRefuse(new LoraFileBuilder()
            .With("unet.mid_block.attentions.0.proj_in.lora_A.weight", [2, 8]).With("unet.mid_block.attentions.0.proj_in.lora_B.weight", [8, 2])
            .WithMetadata("lora_adapter_metadata", metadata).ToBytes());
    }

    [Fact]
    public void Allocations_follow_the_file_and_not_its_claims()
    {
        byte[] content = new LoraFileBuilder().With("unet.conv_in.lora_A.weight", [1L << 40, 0], []).With("unet.conv_in.lora_B.weight", [0, 1L << 40], []).ToBytes();
        LoadOrRefuse(content);
        long before = GC.GetAllocatedBytesForCurrentThread();

        LoadOrRefuse(content);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    private static void LoadOrRefuse(byte[] content)
    {
        using var file = new TemporaryFile(content);
        Attempt(() => LoraFile.Load(file.Path, Catalogs.Small, LoraLimits.Default));
        Attempt(() => LoraSummary.Read(file.Path, LoraLimits.Default));
    }

    private static void Attempt(Func<object> read)
    {
        try
        {
            read();
        }
        catch (ModelFormatException)
        {
            // The one refusal a reader may give; any other exception fails the test.
        }
    }
}
