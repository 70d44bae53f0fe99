using SwiftDiffusion.Onnx.Proto;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Onnx.Graphs;

/// <summary>
/// A graph as a file that other programs can read. The engine hands single-precision weights over itself and so declares them all as that; a file is
/// read by what it says, so its half-precision weights are declared as they are stored, and cast.
/// </summary>
public static class PortableGraph
{
    /// <summary>Serialized ModelProto that reads its weights from the safetensors files of <see cref="CompiledGraph.WeightFolder"/>, put beside it.</summary>
    public static byte[] ToFile(CompiledGraph compiled)
    {
        var model = ModelProto.Parser.ParseFrom(compiled.Model.Span);
        var initializers = model.Graph.Initializer.ToDictionary(initializer => initializer.Name);
        foreach (var binding in compiled.Weights)
        {
            if (binding.Location.Entry.Dtype != TensorDtype.F32)
                model.Graph.Node.Insert(0, CastStored(initializers[binding.Initializer], binding.Location.Entry.Dtype));
        }

        return Google.Protobuf.MessageExtensions.ToByteArray(model);
    }

    /// <summary>Gives the initializer its stored type under another name, and returns the node that makes the old name from it.</summary>
    private static NodeProto CastStored(TensorProto initializer, TensorDtype dtype)
    {
        string name = initializer.Name;
        initializer.Name = $"{name}.stored";
        initializer.DataType = (int)(dtype == TensorDtype.F16 ? TensorProto.Types.DataType.Float16 : TensorProto.Types.DataType.Bfloat16);
        var cast = new NodeProto { OpType = "Cast", Name = $"cast {name}", Input = { initializer.Name }, Output = { name } };
        cast.Attribute.Add(new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = (int)TensorProto.Types.DataType.Float });
        return cast;
    }
}
