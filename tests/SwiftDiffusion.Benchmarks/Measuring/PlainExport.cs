using System.Collections.Immutable;
using Google.Protobuf;
using SwiftDiffusion.Onnx.Graphs;
using SwiftDiffusion.Onnx.Proto;

namespace SwiftDiffusion.Benchmarks.Measuring;

/// <summary>
/// Rewrites a graph into the nodes a PyTorch exporter emits: x · Sigmoid(x), GELU by Erf, attention by transposes, MatMul and Softmax, linear
/// layers as MatMul on transposed weights. Weights are declared [in, out] without moving their data: the values differ, the work does not.
/// </summary>
internal sealed class PlainExport
{
    private readonly Dictionary<string, WeightBinding> _weights;
    private readonly GraphProto _graph;
    private readonly List<NodeProto> _nodes = [];
    private int _next;

    private PlainExport(CompiledGraph graph, ModelProto model)
    {
        _graph = model.Graph;
        _weights = graph.Weights.ToDictionary(w => w.Initializer);
    }

    /// <summary>The same function shape, in the exporter's words.</summary>
    public static CompiledGraph Rewrite(CompiledGraph graph)
    {
        var model = ModelProto.Parser.ParseFrom(graph.Model.Span);
        var export = new PlainExport(graph, model);
        foreach (var node in model.Graph.Node)
            export.Translate(node);
        model.Graph.Node.Clear();
        model.Graph.Node.AddRange(export._nodes);
        return graph with { Model = model.ToByteArray(), NodeCount = export._nodes.Count, Weights = [.. export._weights.Values] };
    }

    private void Translate(NodeProto node)
    {
        switch (node.OpType)
        {
            case "QuickGelu":
                EmitAs(node.Output[0], "Mul", node.Input[0], Emit("Sigmoid", Scaled(node.Input[0], node.Attribute[0].F)));
                break;
            case "Gelu":
                string erf = Emit("Erf", Emit("Div", node.Input[0], Scalar(MathF.Sqrt(2f))));
                string product = Emit("Mul", node.Input[0], Emit("Add", erf, Scalar(1f)));
                EmitAs(node.Output[0], "Mul", product, Scalar(0.5f));
                break;
            case "FusedMatMul":
                Transpose(node.Input[1]);
                EmitAs(node.Output[0], "MatMul", node.Input[0], node.Input[1]);
                break;
            case "MultiHeadAttention":
                Attention(node);
                break;
            default:
                _nodes.Add(node);
                break;
        }
    }

    private void Attention(NodeProto node)
    {
        long heads = node.Attribute.First(a => a.Name == "num_heads").I;
        string q = Heads(node.Input[0], heads), k = Heads(node.Input[1], heads), v = Heads(node.Input[2], heads);
        // Widths per head are dynamic here, as they are to an exporter: the scale comes from the shape.
        string width = Emit("Cast", Emit("Gather", Emit("Shape", q), Index(3)));
        Attribute(_nodes[^1], "to", (long)TensorProto.Types.DataType.Float);
        string scores = Emit("Div", Emit("MatMul", q, Permuted(k, 0, 1, 3, 2)), Emit("Sqrt", width));
        string weights = Emit("Softmax", scores);
        Attribute(_nodes[^1], "axis", -1);
        string merged = Permuted(Emit("MatMul", weights, v), 0, 2, 1, 3);
        // [rows, tokens, heads, d] to [rows, tokens, heads · d].
        EmitAs(node.Output[0], "Reshape", merged, Integers([0, 0, -1]));
    }

    private string Heads(string x, long heads) => Permuted(Emit("Reshape", x, Integers([0, 0, heads, -1])), 0, 2, 1, 3);

    private string Permuted(string x, params long[] order)
    {
        string y = Emit("Transpose", x);
        var attribute = new AttributeProto { Name = "perm", Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(order);
        _nodes[^1].Attribute.Add(attribute);
        return y;
    }

    private string Scaled(string x, float factor) => factor == 1f ? x : Emit("Mul", x, Scalar(factor));

    private string Emit(string op, params string[] inputs)
    {
        string output = $"plain_{_next++}";
        EmitAs(output, op, inputs);
        return output;
    }

    private void EmitAs(string output, string op, params string[] inputs)
    {
        var node = new NodeProto { OpType = op, Name = $"p{_nodes.Count}" };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        _nodes.Add(node);
    }

    private static void Attribute(NodeProto node, string name, long value) =>
        node.Attribute.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value });

    private string Scalar(float value) => Constant(new TensorProto { DataType = (int)TensorProto.Types.DataType.Float, RawData = ByteString.CopyFrom(BitConverter.GetBytes(value)) });

    private string Index(long value) => Constant(new TensorProto { DataType = (int)TensorProto.Types.DataType.Int64, RawData = ByteString.CopyFrom(BitConverter.GetBytes(value)) });

    private string Integers(long[] values)
    {
        var tensor = new TensorProto { DataType = (int)TensorProto.Types.DataType.Int64, RawData = ByteString.CopyFrom(values.SelectMany(BitConverter.GetBytes).ToArray()) };
        tensor.Dims.Add(values.Length);
        return Constant(tensor);
    }

    private string Constant(TensorProto tensor)
    {
        tensor.Name = $"plain_{_next++}";
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private void Transpose(string weight)
    {
        var binding = _weights[weight];
        ImmutableArray<long> shape = [binding.Shape[1], binding.Shape[0]];
        _weights[weight] = binding with { Shape = shape };
        var initializer = _graph.Initializer.First(tensor => tensor.Name == weight);
        initializer.Dims.Clear();
        initializer.Dims.AddRange(shape);
    }
}
