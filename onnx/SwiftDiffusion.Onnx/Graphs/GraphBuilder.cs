using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using SwiftDiffusion.Onnx.Proto;

namespace SwiftDiffusion.Onnx.Graphs;

/// <summary>
/// Assembles one ONNX graph. Weights are named, never copied: each becomes an initializer whose data the engine supplies from the
/// mapped safetensors file. Layers (<see cref="Layers"/>) are written on top of this in terms of <see cref="Value"/>s.
/// </summary>
public sealed class GraphBuilder
{
    /// <summary>Domain of ONNX Runtime's own operators.</summary>
    public const string Microsoft = "com.microsoft";

    internal const int OpsetVersion = 20;
    internal const int IrVersion = 10;

    private readonly GraphProto _graph;
    private readonly WeightSet _weights;
    private readonly GraphFlavor _flavor;
    private readonly Dictionary<string, WeightBinding> _bindings = [];
    private readonly Dictionary<string, Value> _constants = [];
    private readonly List<GraphPort> _inputs = [];
    private readonly List<GraphPort> _outputs = [];
    private readonly List<AdapterSlot> _adapterSlots = [];
    private int _nextValue;

    public GraphBuilder(string name, WeightSet weights, GraphFlavor flavor = GraphFlavor.Plain)
    {
        _graph = new GraphProto { Name = name };
        _weights = weights;
        _flavor = flavor;
    }

    /// <summary>Where the weights come from.</summary>
    public WeightSet Weights => _weights;

    /// <summary>Declares a graph input. A negative dimension is free.</summary>
    public Value Input(string name, params ReadOnlySpan<long> shape) => Input(name, TensorProto.Types.DataType.Float, shape);

    /// <summary>Declares a graph input of 64-bit integers.</summary>
    public Value InputInt64(string name, params ReadOnlySpan<long> shape) => Input(name, TensorProto.Types.DataType.Int64, shape);

    /// <summary>Names a value as a graph output.</summary>
    public void Output(string name, Value value)
    {
        Emit("Identity", [value], name);
        _graph.Output.Add(new ValueInfoProto { Name = name, Type = TensorType(TensorProto.Types.DataType.Float, null) });
        _outputs.Add(new GraphPort(name, []));
    }

    /// <summary>In the <see cref="GraphFlavor.Probed"/> flavour, makes an inner value visible as an output; otherwise does nothing.</summary>
    public void Probe(string name, Value value)
    {
        if (_flavor.HasFlag(GraphFlavor.Probed))
            Output(name, value);
    }

    /// <summary>A weight of the file, checked against the shape the architecture implies.</summary>
    /// <param name="name">Tensor name in the safetensors file.</param>
    /// <param name="shape">Shape in the graph; the file's may differ by dimensions of one (a 1x1 convolution used as a matrix).</param>
    /// <exception cref="ModelFormatException">The tensor is missing or shaped otherwise.</exception>
    public Value Weight(string name, params ReadOnlySpan<long> shape)
    {
        if (!_bindings.TryGetValue(name, out var binding))
        {
            binding = new WeightBinding(name, _weights.Require(name, shape), [.. shape]);
            _bindings.Add(name, binding);
            _graph.Initializer.Add(ExternalTensor(name, binding.Location, shape));
        }
        else if (!binding.Shape.AsSpan().SequenceEqual(shape))
        {
            throw new InvalidOperationException($"Weight {name} is used with two shapes.");
        }

        return new Value(name);
    }

    /// <summary>A weight that some checkpoints leave out.</summary>
    public Value? OptionalWeight(string name, params ReadOnlySpan<long> shape) => _weights.Contains(name) ? Weight(name, shape) : null;

    public Value Constant(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Constant(TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes(values), shape);

    public Value Constant(ReadOnlySpan<long> values) =>
        Constant(TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes(values), [values.Length]);

    /// <summary>Adds a node with one output.</summary>
    /// <param name="op">Operator of the ONNX standard, or "domain:Op".</param>
    /// <param name="inputs">Inputs in order; <see cref="Value.None"/> for an omitted one.</param>
    /// <param name="attributes">Attributes by name: int, long[], float or string.</param>
    public Value Node(string op, ReadOnlySpan<Value> inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var output = NewValue();
        Emit(op, inputs, output.Name, attributes);
        return output;
    }

    /// <summary>Adds a node with several outputs.</summary>
    public Value[] Nodes(string op, int outputs, ReadOnlySpan<Value> inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var values = new Value[outputs];
        for (int i = 0; i < outputs; i++)
            values[i] = NewValue();
        var node = NewNode(op, inputs, attributes);
        node.Output.AddRange(values.Select(v => v.Name));
        return values;
    }

    /// <summary>
    /// In the <see cref="GraphFlavor.Adapters"/> flavour, declares the pair of low-rank inputs of one target and returns
    /// (down [G, in, r], up [G, r, out]); null in a flavour without adapters. G is 1 or the batch's rows; r may be 0.
    /// </summary>
    public (Value Down, Value Up)? AdapterInputs(string target, int inputs, int outputs)
    {
        if (!_flavor.HasFlag(GraphFlavor.Adapters))
            return null;
        var slot = new AdapterSlot(target, inputs, outputs);
        _adapterSlots.Add(slot);
        return (Input(slot.DownInput, -1, inputs, -1), Input(slot.UpInput, -1, -1, outputs));
    }

    /// <summary>Finishes the graph.</summary>
    public CompiledGraph Build()
    {
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "SwiftDiffusion", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OpsetVersion });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = Microsoft, Version = 1 });
        return new CompiledGraph(
            _graph.Name, model.ToByteArray(), _graph.Node.Count, [.. _bindings.Values], _weights.Folder, [.. _inputs], [.. _outputs], [.. _adapterSlots]);
    }

    private Value Input(string name, TensorProto.Types.DataType type, ReadOnlySpan<long> shape)
    {
        _graph.Input.Add(new ValueInfoProto { Name = name, Type = TensorType(type, TensorShape(name, shape)) });
        _inputs.Add(new GraphPort(name, [.. shape]));
        return new Value(name);
    }

    private Value Constant(TensorProto.Types.DataType type, ReadOnlySpan<byte> bytes, ReadOnlySpan<long> shape)
    {
        string key = $"{type}[{string.Join(',', shape.ToArray())}]{Convert.ToHexString(bytes)}";
        if (_constants.TryGetValue(key, out var existing))
            return existing;
        var value = new Value($"const_{_constants.Count}");
        var tensor = new TensorProto { Name = value.Name, DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };
        tensor.Dims.AddRange(shape.ToArray());
        _graph.Initializer.Add(tensor);
        _constants.Add(key, value);
        return value;
    }

    private Value NewValue() => new($"v{_nextValue++}");

    private void Emit(string op, ReadOnlySpan<Value> inputs, string output, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        NewNode(op, inputs, attributes).Output.Add(output);

    private NodeProto NewNode(string op, ReadOnlySpan<Value> inputs, ReadOnlySpan<(string Name, object Value)> attributes)
    {
        int colon = op.IndexOf(':', StringComparison.Ordinal);
        var node = new NodeProto { OpType = op[(colon + 1)..], Domain = colon < 0 ? "" : op[..colon], Name = $"n{_graph.Node.Count}" };
        foreach (var input in inputs)
            node.Input.Add(input.Name);
        foreach (var (name, value) in attributes)
            node.Attribute.Add(Attribute(name, value));
        _graph.Node.Add(node);
        return node;
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case int number:
                attribute.Type = AttributeProto.Types.AttributeType.Int;
                attribute.I = number;
                break;
            case float number:
                attribute.Type = AttributeProto.Types.AttributeType.Float;
                attribute.F = number;
                break;
            case string text:
                attribute.Type = AttributeProto.Types.AttributeType.String;
                attribute.S = ByteString.CopyFromUtf8(text);
                break;
            case long[] numbers:
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                attribute.Ints.AddRange(numbers);
                break;
            default:
                throw new ArgumentException($"Attribute {name} has an unsupported type {value.GetType()}.", nameof(value));
        }

        return attribute;
    }

    /// <summary>
    /// Names the file beside which the graph lies. The engine hands the data over itself; ONNX Runtime only checks that the file exists.
    /// </summary>
    private static TensorProto ExternalTensor(string name, WeightLocation location, ReadOnlySpan<long> shape)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Float,
            DataLocation = TensorProto.Types.DataLocation.External,
        };
        tensor.Dims.AddRange(shape.ToArray());
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = Path.GetFileName(location.File.Path) });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = location.File.FileOffset(location.Entry).ToString(CultureInfo.InvariantCulture) });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = location.Entry.SizeBytes.ToString(CultureInfo.InvariantCulture) });
        return tensor;
    }

    private static TensorShapeProto TensorShape(string name, ReadOnlySpan<long> shape)
    {
        var proto = new TensorShapeProto();
        for (int i = 0; i < shape.Length; i++)
        {
            proto.Dim.Add(shape[i] < 0
                ? new TensorShapeProto.Types.Dimension { DimParam = $"{name}_{i}" }
                : new TensorShapeProto.Types.Dimension { DimValue = shape[i] });
        }

        return proto;
    }

    private static TypeProto TensorType(TensorProto.Types.DataType type, TensorShapeProto? shape) =>
        new() { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } };
}
