using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Engine.NoiseSchedulers;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>A small adapter of random numbers on some of the UNet's convolutions, in kohya's naming.</summary>
internal static class RandomLoCon
{
    private const int Rank = 4, Layers = 6;
    private const float Alpha = 2, Size = 0.05f;

    /// <summary>Writes it; returns the path.</summary>
    public static string Write(string path, AdapterTargetCatalog targets)
    {
        var noise = new SeededNoise(seed: 1);
        var header = new Dictionary<string, object>();
        using var data = new MemoryStream();
        foreach (var target in targets.Targets.Where(target => target is { Component: AdapterComponent.UNet, Kind: TargetKind.Convolution }).Take(Layers))
        {
            string name = $"lora_unet_{target.Path.Replace('.', '_')}";
            Add($"{name}.lora_down.weight", Normal(noise, Rank * target.Columns), Rank, target.In, target.KernelHeight, target.KernelWidth);
            Add($"{name}.lora_up.weight", Normal(noise, target.Out * Rank), target.Out, Rank, 1, 1);
            Add($"{name}.alpha", [Alpha]);
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        using var file = File.Create(path);
        byte[] length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
        file.Write(length);
        file.Write(json);
        data.WriteTo(file);
        return path;

        void Add(string name, float[] values, params int[] shape)
        {
            long first = data.Length;
            data.Write(MemoryMarshal.AsBytes<float>(values));
            header.Add(name, new { dtype = "F32", shape, data_offsets = new[] { first, data.Length } });
        }
    }

    private static float[] Normal(SeededNoise noise, int count)
    {
        var values = new float[count];
        noise.FillStandardNormal(values);
        return [.. values.Select(value => value * Size)];
    }
}
