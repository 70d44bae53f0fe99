using SwiftDiffusion.Testing;
using SwiftDiffusion.Testing.TinyModels;

namespace SwiftDiffusion.Onnx.Tests.Bundles;

/// <summary>Valid model folders, written once, to copy and break.</summary>
public sealed class TinyModelFolders : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public TinyModelFolders()
    {
        Sd = TinyBundle.Sd.WriteTo(_root.File("sd"));
        Xl = TinyBundle.Xl.WriteTo(_root.File("xl"));
        ControlNet = TinyComponents.ControlNet.WriteTo(_root.File("controlnet"));
        ControlNetXl = TinyComponents.ControlNetXl.WriteTo(_root.File("controlnet-xl"));
    }

    public string Sd { get; }

    public string Xl { get; }

    public string ControlNet { get; }

    public string ControlNetXl { get; }

    public void Dispose() => _root.Dispose();
}
