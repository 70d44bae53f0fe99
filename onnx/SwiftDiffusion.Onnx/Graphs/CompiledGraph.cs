using System.Collections.Immutable;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Onnx.Graphs;

/// <summary>One finished graph: the serialized ModelProto and what the engine needs to run it.</summary>
/// <param name="Name">What it computes, e.g. "unet.down".</param>
/// <param name="Model">Serialized ModelProto; holds no weights.</param>
/// <param name="NodeCount">Number of nodes.</param>
/// <param name="Weights">Initializers to hand over, with where their data lies.</param>
/// <param name="WeightFolder">Folder of the weight files; the model names them relative to it.</param>
/// <param name="Inputs">Graph inputs in order, the adapters' included.</param>
/// <param name="Outputs">Graph outputs in order.</param>
/// <param name="AdapterSlots">Targets that take a low-rank pair; empty in a flavour without adapters.</param>
public sealed record CompiledGraph(
    string Name,
    ReadOnlyMemory<byte> Model,
    int NodeCount,
    ImmutableArray<WeightBinding> Weights,
    string WeightFolder,
    ImmutableArray<GraphPort> Inputs,
    ImmutableArray<GraphPort> Outputs,
    ImmutableArray<AdapterSlot> AdapterSlots)
{
    /// <summary>Number of parameters that the graph refers to.</summary>
    public long ParameterCount => Weights.Sum(w => w.Location.Entry.Count);
}

/// <summary>An initializer and the tensor that fills it.</summary>
/// <param name="Initializer">Name in the graph.</param>
/// <param name="Location">The stored tensor.</param>
/// <param name="Shape">Shape in the graph; same elements as the stored one, unless channels are padded to whole blocks.</param>
/// <param name="Block">Channels per block when the graph wants the order of <see cref="Lowering.BlockedWeights"/>, or 0 for the stored order.</param>
public sealed record WeightBinding(string Initializer, WeightLocation Location, ImmutableArray<long> Shape, int Block = 0)
{
    /// <summary>Number of elements in the graph.</summary>
    public long Count => Shape.Aggregate(1L, (product, dimension) => product * dimension);
}

/// <summary>A tensor and the file that holds it.</summary>
public sealed record WeightLocation(SafetensorsFile File, TensorEntry Entry);

/// <summary>A graph input or output; a negative dimension is free.</summary>
public sealed record GraphPort(string Name, ImmutableArray<long> Shape);

/// <summary>A projection that takes a low-rank pair: y += (x · down) · up.</summary>
/// <param name="Target">Module path, e.g. "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q".</param>
/// <param name="Inputs">Width of x.</param>
/// <param name="Outputs">Width of y.</param>
public sealed record AdapterSlot(string Target, int Inputs, int Outputs)
{
    /// <summary>Name of the graph input [G, in, r].</summary>
    public string DownInput => $"{Target}.lora_down";

    /// <summary>Name of the graph input [G, r, out].</summary>
    public string UpInput => $"{Target}.lora_up";
}
