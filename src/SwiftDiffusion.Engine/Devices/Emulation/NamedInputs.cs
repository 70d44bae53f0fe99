using Microsoft.ML.OnnxRuntime;

namespace SwiftDiffusion.Engine.Devices.Emulation;

/// <summary>The inputs of one run.</summary>
internal readonly record struct NamedInputs(string[] Names, OrtValue[] Values)
{
    /// <summary>Shape of the input of that name.</summary>
    public long[] Shape(string name) => Values[Array.IndexOf(Names, name)].GetTensorTypeAndShape().Shape;

    /// <summary>Rows of the batch: the largest first dimension, as inputs that all rows share have 1. Adapters are not asked.</summary>
    public int Rows
    {
        get
        {
            long rows = 1;
            for (int i = 0; i < Names.Length; i++)
            {
                if (!IsAdapter(Names[i]))
                    rows = Math.Max(rows, Values[i].GetTensorTypeAndShape().Shape[0]);
            }

            return (int)rows;
        }
    }

    /// <summary>Whether any adapter has a rank above 0: [G, in, r].</summary>
    public bool HasAdapters
    {
        get
        {
            for (int i = 0; i < Names.Length; i++)
            {
                if (Names[i].EndsWith(".lora_down", StringComparison.Ordinal) && Values[i].GetTensorTypeAndShape().Shape[2] > 0)
                    return true;
            }

            return false;
        }
    }

    private static bool IsAdapter(string name) => name.EndsWith(".lora_down", StringComparison.Ordinal) || name.EndsWith(".lora_up", StringComparison.Ordinal);
}
