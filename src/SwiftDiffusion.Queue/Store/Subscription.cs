using StackExchange.Redis;

namespace SwiftDiffusion.Queue.Store;

/// <summary>Listening on a channel; ends when disposed.</summary>
internal sealed class Subscription(ChannelMessageQueue messages) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await messages.UnsubscribeAsync();
}
