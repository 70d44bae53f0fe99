using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Onnx.Graphs.Lowering;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>How many channels ONNX Runtime's blocked convolutions take together on this processor: 16 with AVX-512, 8 with AVX2, 0 for none.</summary>
internal static class ChannelBlock
{
    private static readonly Lazy<int> Asked = new(Ask);

    /// <summary>The runtime's own answer, asked once per process: it decides by its own look at the processor.</summary>
    public static int Size => Asked.Value;

    private static int Ask()
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        using var session = new InferenceSession(BlockedConvolutions.ProbeModel(), options);
        using var x = Tensors.From(new float[4], 1, 4, 1, 1);
        using var run = new RunOptions();
        using var y = session.Run(run, ["x"], [x], ["y"]);
        return BlockedConvolutions.BlockOf(y[0].GetTensorTypeAndShape().Shape[1]);
    }
}
