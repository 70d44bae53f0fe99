using System.Collections.Immutable;
using Google.Protobuf;
using SwiftDiffusion.Onnx.Proto;

namespace SwiftDiffusion.Onnx.Graphs.Lowering;

/// <summary>
/// Rewrites convolutions for ONNX Runtime's CPU kernels on feature maps whose channels lie in blocks of one vector register (NCHWc). The runtime
/// does the same at its highest optimization level, on one thread and with two more copies of the weights; here the engine reorders
/// each weight once, in parallel, straight from the file.
/// </summary>
public static class BlockedConvolutions
{
    private const string Domain = "com.microsoft.nchwc";

    /// <summary>Largest number of channels that <see cref="ProbeModel"/> does not pad: what it reports when there are no blocks.</summary>
    private const int ProbeChannels = 4;

    /// <summary>A graph that shows the runtime's block: x [1, 4, 1, 1] to y [1, block, 1, 1].</summary>
    public static byte[] ProbeModel()
    {
        var graph = new GraphProto { Name = "block_probe" };
        var type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float } };
        graph.Input.Add(new ValueInfoProto { Name = "x", Type = type });
        graph.Output.Add(new ValueInfoProto { Name = "y", Type = type });
        graph.Node.Add(Reorder("ReorderInput", "x", "y"));
        var model = new ModelProto { IrVersion = GraphBuilder.IrVersion, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = GraphBuilder.OpsetVersion });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = Domain, Version = 1 });
        return model.ToByteArray();
    }

    /// <summary>Channels per block from the probe's output, or 0 when the processor has no blocked kernels.</summary>
    public static int BlockOf(long probedChannels) => probedChannels > ProbeChannels ? (int)probedChannels : 0;

    /// <summary>The same graph with every convolution that has enough channels between reorderings.</summary>
    /// <param name="graph">A compiled graph.</param>
    /// <param name="block">Channels per block, 8 or 16.</param>
    public static CompiledGraph Rewrite(CompiledGraph graph, int block)
    {
        var model = ModelProto.Parser.ParseFrom(graph.Model.Span);
        var weights = graph.Weights.ToDictionary(weight => weight.Initializer);
        var nodes = new List<NodeProto>();
        foreach (var node in model.Graph.Node)
        {
            if (node.OpType == "Conv" && Fits(weights[node.Input[1]].Shape, block))
                Lower(node, weights, block, nodes);
            else
                nodes.Add(node);
        }

        model.Graph.Node.Clear();
        model.Graph.Node.AddRange(nodes);
        foreach (var tensor in model.Graph.Initializer)
        {
            if (weights.TryGetValue(tensor.Name, out var weight) && weight.Block > 0)
                Redeclare(tensor, weight);
        }

        model.OpsetImport.Add(new OperatorSetIdProto { Domain = Domain, Version = 1 });
        return graph with { Model = model.ToByteArray(), NodeCount = nodes.Count, Weights = [.. weights.Values] };
    }

    /// <summary>Inputs of fewer channels than a block stay with the ordinary kernel; the reordering takes whole quarters of a register.</summary>
    private static bool Fits(ImmutableArray<long> shape, int block) => shape[1] >= block && shape[1] % 4 == 0;

    private static void Lower(NodeProto conv, Dictionary<string, WeightBinding> weights, int block, List<NodeProto> nodes)
    {
        string x = conv.Input[0], y = conv.Output[0];
        var weight = weights[conv.Input[1]];
        long outputs = weight.Shape[0];
        weights[weight.Initializer] = weight with { Shape = weight.Shape.SetItem(0, Padded(outputs, block)).SetItem(1, Padded(weight.Shape[1], block)), Block = block };
        if (outputs % block != 0)
            weights[conv.Input[2]] = weights[conv.Input[2]] with { Shape = [Padded(outputs, block)], Block = block };
        conv.Domain = Domain;
        conv.Input[0] = $"{x}.in.{y}";
        conv.Output[0] = $"{y}.blocked";
        nodes.Add(Reorder("ReorderInput", x, conv.Input[0]));
        nodes.Add(conv);
        var back = Reorder("ReorderOutput", conv.Output[0], y);
        back.Attribute.Add(new AttributeProto { Name = "channels", Type = AttributeProto.Types.AttributeType.Int, I = outputs });
        nodes.Add(back);
    }

    private static NodeProto Reorder(string op, string input, string output)
    {
        var node = new NodeProto { OpType = op, Domain = Domain, Name = output };
        node.Input.Add(input);
        node.Output.Add(output);
        return node;
    }

    /// <summary>Gives the initializer its padded shape, and a length that no reader of the file accepts: the data there has another order.</summary>
    private static void Redeclare(TensorProto tensor, WeightBinding weight)
    {
        tensor.Dims.Clear();
        tensor.Dims.AddRange(weight.Shape);
        tensor.ExternalData.First(entry => entry.Key == "length").Value = "0";
    }

    private static long Padded(long channels, int block) => (channels + block - 1) / block * block;
}
