using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Tests.Adapters.Store;

namespace SwiftDiffusion.Engine.Tests.Generation;

/// <summary>A LoRA of the built-in model whose store sends it only when it is told to.</summary>
internal sealed class HeldLora
{
    private readonly TaskCompletionSource _asked = new(), _released = new();

    /// <param name="server">The store.</param>
    /// <param name="name">The LoRA.</param>
    /// <param name="sha256">What its source says it hashes to; null for nothing.</param>
    public HeldLora(AdapterServer server, string name, string? sha256 = null) => Use = new AdapterUse(name, server.Serve($"{name}.safetensors", async context =>
    {
        _asked.TrySetResult();
        await _released.Task.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await AdapterServer.SendAsync(context, TinyWorldLoras.Bytes(name));
    }, sha256), 0.8f);

    public AdapterUse Use { get; }

    /// <summary>Ends when somebody asks for it.</summary>
    public Task Asked => _asked.Task;

    public void Release() => _released.TrySetResult();
}
