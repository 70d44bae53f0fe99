using System.Collections.Immutable;
using System.Threading.Channels;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Contracts.Workers;

namespace SwiftDiffusion.Worker.Tests;

/// <summary>An engine whose jobs end when and how the test says. As the real one does, it ends what runs when it is started anew.</summary>
internal sealed class FakeEngine : IJobEngine, IDisposable
{
    private readonly Channel<FakeGeneration> _begun = Channel.CreateUnbounded<FakeGeneration>();
    private CancellationTokenSource _ended = new();

    public ImmutableArray<ModelInfo> Models { get; private set; } = [Samples.ModelInfo()];

    /// <summary>What it says of registered add-ons it is to check; by itself that they are good.</summary>
    public Func<AddOnRegistration, IProgress<AddOnProgress>, CancellationToken, Task<AddOnOutcome>> Check { get; set; } =
        (_, _, _) => Task.FromResult<AddOnOutcome>(new AddOnOutcome.Accepted(new string('a', 64), 7));

    /// <summary>Add-ons it was told to take into memory.</summary>
    public Channel<string> Warmed { get; } = Channel.CreateUnbounded<string>();

    public string Devices => "fake";

    public int Slots { get; init; } = 2;

    public WarmSet Warm => new([new WarmModel(Samples.Model, [], [])]);

    public WorkerFigures? Figures() => new() { RowsPerStep = 4, DeviceBusy = [new DeviceShare("fake", 0.5)] };

    public int Starts { get; private set; }

    /// <summary>What the next start fails of; null for none.</summary>
    public string? StartProblem { get; set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _ended.CancelAsync();
        _ended.Dispose();
        _ended = new CancellationTokenSource();
        Starts++;
        if (StartProblem is { } problem)
            throw new EngineStartException(problem, new InvalidOperationException());
    }

    public Task OfferAsync(ImmutableArray<AddOnEntry> addOns, CancellationToken cancellationToken)
    {
        var names = addOns.ToLookup(entry => entry.Registration.Kind, entry => entry.Registration.Name);
        Models =
        [
            Samples.ModelInfo() with { Loras = [.. names[AddOnKind.Adapter]] },
            .. names[AddOnKind.Model].Select(name => Samples.ModelInfo() with { Id = name }),
        ];
        return Task.CompletedTask;
    }

    public Task<AddOnOutcome> CheckAsync(AddOnRegistration addOn, IProgress<AddOnProgress> progress, CancellationToken cancellationToken) =>
        Check(addOn, progress, cancellationToken);

    public async Task WarmAsync(AddOnKind kind, string name, CancellationToken cancellationToken) => await Warmed.Writer.WriteAsync(name, cancellationToken);

    public async Task<GenerationOutcome> GenerateAsync(GenerationJob job, IProgress<GenerationProgress> progress, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        var generation = new FakeGeneration(job, progress, either.Token);
        _begun.Writer.TryWrite(generation);
        return await generation.Outcome.Task.WaitAsync(either.Token);
    }

    public void Dispose() => _ended.Dispose();

    /// <summary>The next job that begins.</summary>
    public ValueTask<FakeGeneration> NextAsync() => _begun.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Whether another job has begun.</summary>
    public bool HasNext => _begun.Reader.TryPeek(out _);
}

/// <summary>A job at work.</summary>
internal sealed record FakeGeneration(GenerationJob Job, IProgress<GenerationProgress> Progress, CancellationToken Cancellation)
{
    public TaskCompletionSource<GenerationOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void End(GenerationOutcome outcome) => Outcome.SetResult(outcome);
}
