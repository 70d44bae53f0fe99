namespace SwiftDiffusion.Onnx.Safetensors;

/// <summary>Element types of the safetensors format that diffusion checkpoints use.</summary>
public enum TensorDtype
{
    F32,
    F16,
    BF16,
    F64,
    I64,
    I32,
    I16,
    I8,
    U8,
    Bool,
}

public static class TensorDtypes
{
    /// <summary>Size of one element in bytes.</summary>
    public static int SizeBytes(this TensorDtype dtype) => dtype switch
    {
        TensorDtype.F64 or TensorDtype.I64 => 8,
        TensorDtype.F32 or TensorDtype.I32 => 4,
        TensorDtype.F16 or TensorDtype.BF16 or TensorDtype.I16 => 2,
        _ => 1,
    };

    /// <summary>Parses the header's spelling ("F32", "BF16", …); false for types this project does not read.</summary>
    public static bool TryParse(string text, out TensorDtype dtype)
    {
        // Spelled out: Enum.TryParse would also take numbers ("+1") and lists ("F32, F16") from an untrusted header.
        TensorDtype? parsed = text switch
        {
            "F32" => TensorDtype.F32,
            "F16" => TensorDtype.F16,
            "BF16" => TensorDtype.BF16,
            "F64" => TensorDtype.F64,
            "I64" => TensorDtype.I64,
            "I32" => TensorDtype.I32,
            "I16" => TensorDtype.I16,
            "I8" => TensorDtype.I8,
            "U8" => TensorDtype.U8,
            "BOOL" => TensorDtype.Bool,
            _ => null,
        };
        dtype = parsed.GetValueOrDefault();
        return parsed is not null;
    }
}
