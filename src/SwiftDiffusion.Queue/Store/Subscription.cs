using StackExchange.Redis;

namespace SwiftDiffusion.Queue.Store;

/// <summary>Listening on a channel; ends when disposed.</summary>
internal sealed class Subscription(ChannelMessageQueue messages) : IAsyncDisposable
{
    /// <summary>Without waiting for the store: one that is away has forgotten its listeners, and it must not matter to whoever has heard enough.</summary>
    public async ValueTask DisposeAsync() => await messages.UnsubscribeAsync(CommandFlags.FireAndForget);
}
