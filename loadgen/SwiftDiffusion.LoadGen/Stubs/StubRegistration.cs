using System.Text.Json.Nodes;
using SwiftDiffusion.LoadGen.Targets;

namespace SwiftDiffusion.LoadGen.Stubs;

/// <summary>
/// Stub adapters under names that the server knows: registered by URL and fetched on use, so that the server meets the stubs' delay and bandwidth when a request
/// first needs one. They are removed when this is disposed.
/// </summary>
internal sealed class StubRegistration : IAsyncDisposable
{
    private const string Route = "v1/adapters";
    private const int MostAtOnce = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly ApiClient _client;
    private readonly TargetOptions _server;
    private readonly TimeProvider _time;

    private StubRegistration(ApiClient client, TargetOptions server, int count, TimeProvider time)
    {
        (_client, _server, _time) = (client, server, time);
        Names = [.. Enumerable.Range(0, count).Select(number => $"loadgen-stub-{number}")];
    }

    /// <summary>What requests call the stubs, in the order of their addresses.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Registers stubs and waits until requests may name them.</summary>
    /// <param name="client">Speaks to the server.</param>
    /// <param name="server">The server under load.</param>
    /// <param name="urls">Where the stubs are.</param>
    /// <param name="time">Waits.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="UserException">The server does not take them; says why.</exception>
    public static async Task<StubRegistration> RegisterAsync(
        ApiClient client, TargetOptions server, IReadOnlyList<string> urls, TimeProvider time, CancellationToken cancellation)
    {
        var stubs = new StubRegistration(client, server, urls.Count, time);
        try
        {
            await stubs.ForEachAsync((name, number) => stubs.AddAsync(name, urls[number], cancellation), cancellation).ConfigureAwait(false);
            await stubs.WaitAsync(cancellation).ConfigureAwait(false);
            return stubs;
        }
        catch
        {
            await stubs.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Removes the stubs. A server that is gone keeps them; the next run replaces them.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await ForEachAsync((name, _) => RemoveAsync(name, CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
        }
        catch (HttpRequestException)
        {
            // What the run was about has been measured.
        }
    }

    private Task ForEachAsync(Func<string, int, Task> act, CancellationToken cancellation) => Parallel.ForEachAsync(
        Names.Index(), new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellation }, async (stub, _) => await act(stub.Item, stub.Index).ConfigureAwait(false));

    private async Task AddAsync(string name, string url, CancellationToken cancellation)
    {
        var response = await SendAsync(HttpMethod.Post, Route, BodyOf(name, url), cancellation).ConfigureAwait(false);
        if (response.Status == 409)
        {
            // Left behind by a run that was killed.
            await RemoveAsync(name, cancellation).ConfigureAwait(false);
            response = await SendAsync(HttpMethod.Post, Route, BodyOf(name, url), cancellation).ConfigureAwait(false);
        }

        if (!response.IsSuccess)
        {
            string remedy = response.Status == 404 ? " It has no registry of adapters; run without stub adapters." : "";
            throw new UserException($"{_server.Address}{Route} does not take stub adapters: {Answers.ErrorOf(response)}{remedy}");
        }
    }

    private Task<ApiResponse> RemoveAsync(string name, CancellationToken cancellation) => SendAsync(HttpMethod.Delete, $"{Route}/{name}?wait=false", null, cancellation);

    private async Task WaitAsync(CancellationToken cancellation)
    {
        long start = _time.GetTimestamp();
        while (true)
        {
            var response = await SendAsync(HttpMethod.Get, Route, null, cancellation).ConfigureAwait(false);
            var ready = (response.Json()?["data"] as JsonArray ?? []).Where(entry => (string?)entry?["state"] == "ready").Select(entry => (string?)entry!["name"]).ToHashSet();
            if (Names.All(ready.Contains))
                return;
            if (_time.GetElapsedTime(start) > Patience)
                throw new UserException($"{_server.Address} has not offered all stub adapters within {Patience.TotalSeconds:0} s.");
            await Task.Delay(Interval, _time, cancellation).ConfigureAwait(false);
        }
    }

    private JsonObject BodyOf(string name, string url)
    {
        var body = new JsonObject { ["name"] = name, ["source"] = url, ["fetch"] = "on_use" };
        if (_server.Model is { } model)
            body["model"] = model;
        return body;
    }

    /// <summary>Asks again while the server says that it cannot just now: it is busy with what the run left behind.</summary>
    private async Task<ApiResponse> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellation)
    {
        long start = _time.GetTimestamp();
        while (true)
        {
            var response = await _client.SendAsync(method, path, body, OpenAITarget.Bearer(_server, null), cancellation).ConfigureAwait(false);
            if (response.Status is not (429 or 503) || _time.GetElapsedTime(start) > Patience)
                return response;
            await Task.Delay(Interval, _time, cancellation).ConfigureAwait(false);
        }
    }
}
