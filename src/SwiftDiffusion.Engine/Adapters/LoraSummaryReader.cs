using System.Collections.Frozen;
using System.Collections.Immutable;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Engine.Adapters;

/// <summary>Gathers a <see cref="LoraSummary"/> from the names, shapes and metadata of a file.</summary>
internal static class LoraSummaryReader
{
    private const int MaxMetadataLength = 200;

    private static readonly string[] MetadataPrefixes = ["ss_", "modelspec.", "trigger", "note"];
    private static readonly string[] TriggerEntries = ["trigger", "trigger_word", "trigger_words", "modelspec.trigger_phrase"];

    public static LoraSummary Read(SafetensorsFile file)
    {
        var named = file.Tensors.Values.Select(tensor => (Tensor: tensor, Key: LoraKey.Parse(tensor.Name))).ToArray();
        var known = named.Where(pair => pair.Key is not null).Select(pair => (pair.Tensor, Key: pair.Key!.Value)).ToArray();
        var layers = known.GroupBy(pair => (pair.Key.Component, pair.Key.Module)).ToArray();
        var downs = known.Where(pair => pair.Key.Part == LoraPart.Down && pair.Tensor.Shape.Length > 0).ToArray();
        return new(
            file.Path,
            new FileInfo(file.Path).Length,
            Sorted(known.Select(pair => pair.Key.Format).OfType<LoraFormat>()),
            Sorted(file.Tensors.Keys.Select(UnsupportedFormats.Of).OfType<string>()),
            [.. layers.GroupBy(layer => layer.Key.Component).OrderBy(c => c.Key).Select(c => new LoraComponentSummary(c.Key, c.Count()))],
            Sorted(downs.Select(pair => RankOf(pair.Tensor))),
            ReadAlphas(file, known, downs),
            Sorted(known.Where(pair => pair.Key.Part != LoraPart.Alpha).Select(pair => pair.Tensor.Dtype)),
            known.Any(pair => pair.Tensor.Shape is [_, _, > 1, _] or [_, _, _, > 1]),
            Sorted(named.Where(pair => pair.Key is null && UnsupportedFormats.Of(pair.Tensor.Name) is null).Select(pair => pair.Tensor.Name)),
            ReadTriggerWords(file.Metadata),
            file.Metadata.Where(IsShown).ToFrozenDictionary(entry => entry.Key, entry => Shorten(entry.Value)));
    }

    /// <summary>Alpha of every layer that has a down matrix: its tensor, else the header's word, else the rank.</summary>
    private static ImmutableArray<float> ReadAlphas(
        SafetensorsFile file, (TensorEntry Tensor, LoraKey Key)[] known, (TensorEntry Tensor, LoraKey Key)[] downs)
    {
        var metadata = PeftMetadata.Parse(file.Metadata, file.Path);
        var stored = known.Where(pair => pair.Key.Part == LoraPart.Alpha && pair.Tensor.Count == 1)
            .ToLookup(pair => (pair.Key.Component, pair.Key.Module), pair => pair.Tensor);
        return Sorted(downs.Select(pair =>
        {
            int rank = RankOf(pair.Tensor);
            return stored[(pair.Key.Component, pair.Key.Module)].FirstOrDefault() is { } alpha
                ? file.ReadFloats(alpha)[0]
                : metadata.AlphaOf(pair.Key.Component, pair.Key.Module, rank) ?? rank;
        }));
    }

    // An empty tensor may claim any dimension.
    private static int RankOf(TensorEntry down) => (int)Math.Min(down.Shape[0], int.MaxValue);

    private static ImmutableArray<string> ReadTriggerWords(FrozenDictionary<string, string> metadata) =>
        [.. TriggerEntries.Select(metadata.GetValueOrDefault).OfType<string>()
            .SelectMany(words => words.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Distinct()];

    private static bool IsShown(KeyValuePair<string, string> entry) =>
        MetadataPrefixes.Any(prefix => entry.Key.StartsWith(prefix, StringComparison.Ordinal));

    private static string Shorten(string value) => value.Length <= MaxMetadataLength ? value : $"{value[..MaxMetadataLength]}…";

    private static ImmutableArray<T> Sorted<T>(IEnumerable<T> values) => [.. values.Distinct().Order()];
}
