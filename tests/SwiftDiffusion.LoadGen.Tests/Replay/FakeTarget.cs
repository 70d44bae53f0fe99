using SwiftDiffusion.LoadGen.AddOns;
using SwiftDiffusion.LoadGen.Targets;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Tests.Replay;

/// <summary>A server whose answers the test gives, one request at a time.</summary>
internal sealed class FakeTarget : ITarget
{
    private readonly Dictionary<string, TaskCompletionSource<Answer>> _answers = [];
    private readonly Dictionary<string, TaskCompletionSource> _arrivals = [];
    private readonly Lock _lock = new();

    public static Answer Completed { get; } = new(Outcome.Completed, 200, null, new Dictionary<string, double>());

    public Task<ServerCatalog> ReadCatalogAsync(CancellationToken cancellation) => Task.FromResult(ServerCatalog.Empty);

    public Task<Answer> SendAsync(TraceRequest request, CancellationToken cancellation)
    {
        Of(_arrivals, request.Prompt!).TrySetResult();
        return Of(_answers, request.Prompt!).Task.WaitAsync(cancellation);
    }

    /// <summary>Waits until the request with this prompt has been sent.</summary>
    public Task ArrivalOf(string prompt) => Of(_arrivals, prompt).Task.WaitAsync(TimeSpan.FromSeconds(20));

    public bool HasArrived(string prompt) => Of(_arrivals, prompt).Task.IsCompleted;

    public void Answer(string prompt, Answer? answer = null) => Of(_answers, prompt).SetResult(answer ?? Completed);

    public void Break(string prompt) => Of(_answers, prompt).SetException(new HttpRequestException("connection refused"));

    private T Of<T>(Dictionary<string, T> sources, string prompt)
        where T : class, new()
    {
        lock (_lock)
            return sources.TryGetValue(prompt, out var source) ? source : sources[prompt] = new T();
    }
}
