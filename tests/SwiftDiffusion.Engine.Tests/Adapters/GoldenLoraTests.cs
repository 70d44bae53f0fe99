using System.Text.Json;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Testing;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters;

/// <summary>Recorded adapters are read as the reference implementation read them.</summary>
public sealed class GoldenLoraTests
{
    private static readonly Dictionary<AdapterComponent, string> Folders = new()
    {
        [AdapterComponent.UNet] = "unet",
        [AdapterComponent.TextEncoder] = "text_encoder",
        [AdapterComponent.TextEncoder2] = "text_encoder_2",
    };

    public static TheoryData<string> Cases =>
        [.. GoldenData.Cases("lora").Where(name => File.Exists(Path.Combine(GoldenData.Root, name, "lora.safetensors"))).DefaultIfEmpty("")];

    public static TheoryData<string> TinyWorldAdapters =>
        [.. (TinyWorld is { } folder ? Directory.GetFiles(Path.Combine(folder, "lora"), "*.safetensors") : [""]).Select(file => Path.GetFileName(file)).Order()];

    private static string? TinyWorld => new[] { Path.Combine(GoldenData.Root, "..", "tinyworld"), RepositoryRoot.File("onnx", "tinyworld") }
        .FirstOrDefault(folder => Directory.Exists(Path.Combine(folder, "lora")));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Recorded_adapter_has_the_recorded_layers_ranks_and_alphas(string name)
    {
        Assert.SkipUnless(name.Length > 0, "No recorded adapters lie beside or inside the repository.");
        var (expected, adapter, summary) = Read(name);

        var layers = adapter.Layers.CountBy(layer => layer.Target.Component).ToDictionary(c => Folders[c.Key], c => c.Value);
        Assert.Equal(expected.GetProperty("modules").Deserialize<Dictionary<string, int>>(), layers);
        Assert.Equal(expected.GetProperty("ranks").Deserialize<int[]>(), adapter.Layers.Select(layer => layer.Rank).Distinct().Order());
        Assert.Equal(expected.GetProperty("alphas").Deserialize<float[]>(), adapter.Layers.Select(layer => layer.Alpha).Distinct().Order());

        Assert.Equal(layers, summary.Components.ToDictionary(c => Folders[c.Component!.Value], c => c.Layers));
        Assert.Equal(adapter.Layers.Select(layer => layer.Rank).Distinct().Order(), summary.Ranks);
        Assert.Equal(adapter.Layers.Select(layer => layer.Alpha).Distinct().Order(), summary.Alphas);
        Assert.Equal(adapter.Layers.Any(layer => layer.Target.Kind == TargetKind.Convolution), summary.HasConvolutions);
    }

    [Theory]
    [MemberData(nameof(TinyWorldAdapters))]
    public void Adapter_of_the_built_in_model_is_read(string name)
    {
        Assert.SkipUnless(name.Length > 0, "The built-in model lies neither beside nor inside the repository.");
        string path = Path.Combine(TinyWorld!, "lora", name);

        var adapter = LoraFile.Load(path, Catalogs.OfBundle(TinyWorld!), LoraLimits.Default);

        Assert.NotEmpty(adapter.Layers);
        Assert.Equal(LoraSummary.Read(path, LoraLimits.Default).Components.Sum(c => c.Layers), adapter.Layers.Length);
    }

    private static (JsonElement Expected, LoraFile Adapter, LoraSummary Summary) Read(string name)
    {
        var expected = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(GoldenData.Root, name, "case.json")));
        string path = Path.Combine(GoldenData.Root, name, "lora.safetensors");
        var targets = Catalogs.OfBundle(Path.Combine(GoldenData.Root, expected.GetProperty("model").GetString()!));
        return (expected, LoraFile.Load(path, targets, LoraLimits.Default), LoraSummary.Read(path, LoraLimits.Default));
    }
}
