using System.Text.Json.Nodes;

namespace SwiftDiffusion.Fleet.Tests.Clients;

/// <summary>One job from its client's side.</summary>
/// <param name="Key">Its idempotency key.</param>
/// <param name="Body">What is asked for.</param>
internal sealed record TrackedJob(string Key, JsonObject Body)
{
    private readonly List<SeenEvent> _events = [];

    /// <summary>Under which it was accepted; empty before.</summary>
    public string Id { get; private set; } = "";

    /// <summary>What its client saw, over all connections.</summary>
    public IReadOnlyList<SeenEvent> Events => _events;

    public SeenEvent End => _events[^1];

    /// <summary>Hands it in, twice at once if asked to: both must be the same job.</summary>
    public async Task SubmitAsync(JobClient client, bool isTwice)
    {
        string[] ids = await Task.WhenAll(Enumerable.Range(0, isTwice ? 2 : 1).Select(_ => client.SubmitAsync(Key, Body)));
        Id = Assert.Single(ids.Distinct());
    }

    /// <summary>Follows it to its end.</summary>
    public async Task FollowAsync(JobClient client)
    {
        await foreach (var seen in client.EventsAsync(Id))
            _events.Add(seen);
    }
}
