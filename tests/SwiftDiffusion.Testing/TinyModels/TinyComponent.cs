using System.Text.Json.Nodes;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Testing.TinyModels;

/// <summary>A component folder of few channels: config.json, and random weights for whatever that configuration needs.</summary>
/// <param name="ConfigText">Content of config.json.</param>
/// <param name="WeightsName">Name of the weights file without its ending.</param>
/// <param name="Tensors">The tensors needed, given the folder that holds config.json.</param>
public sealed record TinyComponent(string ConfigText, string WeightsName, Func<string, IEnumerable<TensorShape>> Tensors)
{
    /// <summary>How the weights are stored.</summary>
    public TensorDtype Dtype { get; init; }

    /// <summary>Whether the weights, rounded to <see cref="Dtype"/>, are stored in single precision after all.</summary>
    public bool IsWidened { get; init; }

    /// <summary>Number of files; more than one come with an index.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>The name a tensor is stored under.</summary>
    public Func<string, string> Naming { get; init; } = name => name;

    /// <summary>The same component with one field of its configuration replaced, or removed by null.</summary>
    /// <param name="field">Name of the field.</param>
    /// <param name="json">JSON text, or null.</param>
    public TinyComponent With(string field, string? json)
    {
        var config = JsonNode.Parse(ConfigText)!.AsObject();
        config.Remove(field);
        if (json is not null)
            config.Add(field, JsonNode.Parse(json));
        return this with { ConfigText = config.ToJsonString() };
    }

    /// <summary>Writes the folder.</summary>
    /// <returns>Its path.</returns>
    public string WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), ConfigText);
        var tensors = Tensors(folder).Select(Store).ToArray();
        if (Shards == 1)
            SafetensorsWriter.Write(Path.Combine(folder, $"{WeightsName}.safetensors"), tensors);
        else
            WriteShards(folder, tensors);
        return folder;
    }

    private StoredTensor Store(TensorShape tensor)
    {
        var stored = new StoredTensor(Naming(tensor.Name), tensor.Shape, RandomValues.Weights(tensor), Dtype);
        return IsWidened ? stored.Widened() : stored;
    }

    private void WriteShards(string folder, StoredTensor[] tensors)
    {
        var map = new JsonObject();
        for (int shard = 0; shard < Shards; shard++)
        {
            string file = $"{WeightsName}-{shard + 1:00000}-of-{Shards:00000}.safetensors";
            var share = tensors.Where((_, i) => i % Shards == shard).ToArray();
            SafetensorsWriter.Write(Path.Combine(folder, file), share);
            foreach (var tensor in share)
                map.Add(tensor.Name, file);
        }

        File.WriteAllText(Path.Combine(folder, $"{WeightsName}.safetensors.index.json"), new JsonObject { ["weight_map"] = map }.ToJsonString());
    }
}
