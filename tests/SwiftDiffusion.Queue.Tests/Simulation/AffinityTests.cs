using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue.Claims;
using SwiftDiffusion.Queue.Tests.Stores;

namespace SwiftDiffusion.Queue.Tests.Simulation;

/// <summary>Four workers serve requests whose add-ons are as popular as in production; time is simulated, the queue is real.</summary>
public sealed class AffinityTests(StoreFixture stores) : QueueTests(stores)
{
    private const int Workers = 4, Requests = 2000, WarmControlNets = 3, WarmLoras = 16;

    /// <summary>A picture with warm add-ons, and what a load adds: two LoRAs take a good second, a ControlNet is larger.</summary>
    private static readonly TimeSpan Base = TimeSpan.FromSeconds(3), ControlNetLoad = TimeSpan.FromSeconds(1), LoraLoad = TimeSpan.FromSeconds(0.5);

    /// <summary>Poisson arrivals at this share of what the workers could do if everything were warm: a busy hour. Random claiming cannot keep up.</summary>
    private const double Load = 0.8;

    [Theory]
    [InlineData(StoreKind.Embedded, "A")]
    [InlineData(StoreKind.Embedded, "B")]
    [InlineData(StoreKind.Redis, "A")]
    [InlineData(StoreKind.Redis, "B")]
    public async Task Choosing_by_affinity_saves_loads_and_keeps_nobody_waiting(StoreKind kind, string service)
    {
        var random = await RunAsync(kind, service, options => options.Affinity = new AffinityOptions { Window = 1, ModelCost = 0, ControlNetCost = 0, LoraCost = 0 });
        var affine = await RunAsync(kind, service, _ => { });
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind} {service}: random {random}, by affinity {affine}: {1 - (affine.LoadsPerRequest / random.LoadsPerRequest):P0} fewer");
        Assert.InRange(affine.LoadsPerRequest, 0, 0.6 * random.LoadsPerRequest);
        Assert.InRange(affine.LongestWait, TimeSpan.Zero, new AffinityOptions().AgeLimit);
    }

    private async Task<Outcome> RunAsync(StoreKind kind, string service, Action<QueueOptions> configure)
    {
        await using var test = await OpenAsync(kind, configure);
        var random = new Random(7);
        var simulation = new Simulation(test);
        await simulation.OpenAsync();
        var workload = KatzWorkload.OfService(service, random);
        var arrival = test.Time.GetUtcNow();
        for (int i = 0; i < Requests; i++)
        {
            arrival += Base / Workers / Load * -Math.Log(1 - random.NextDouble());
            await simulation.ArriveAsync(arrival, workload.Next());
        }

        await simulation.FinishAsync();
        return new Outcome((double)simulation.Loads / Requests, simulation.LongestWait);
    }

    private sealed record Outcome(double LoadsPerRequest, TimeSpan LongestWait);

    /// <summary>Idle workers wait in the queue for their wake-up, busy ones for simulated time to pass.</summary>
    private sealed class Simulation(TestQueue test)
    {
        private readonly List<Worker> _idle = [];
        private readonly PriorityQueue<(Worker Worker, LeasedJob Job), DateTimeOffset> _busy = new();

        public int Loads { get; private set; }

        public TimeSpan LongestWait { get; private set; }

        public async Task OpenAsync()
        {
            for (int i = 0; i < Workers; i++)
                await AskAsync(new Worker(await test.WorkerAsync($"w{i}"), new WarmCache(WarmControlNets), new WarmCache(WarmLoras)));
        }

        public async Task ArriveAsync(DateTimeOffset at, GenerationJob job)
        {
            while (_busy.TryPeek(out _, out var ends) && ends <= at)
                await EndFirstAsync();
            Pass(at);
            await test.SubmitAsync(job: job);
            if (_idle.Count == 0)
                return;
            var claimed = await Task.WhenAny(_idle.Select(worker => worker.Claiming!)).WaitAsync(TimeSpan.FromSeconds(30), Token);
            var woken = _idle.Single(worker => worker.Claiming == claimed);
            _idle.Remove(woken);
            Start(woken, await claimed);
        }

        public async Task FinishAsync()
        {
            while (_busy.Count > 0)
                await EndFirstAsync();
        }

        private async Task EndFirstAsync()
        {
            _busy.TryDequeue(out var first, out var ends);
            Pass(ends);
            await first.Job.CompleteAsync(Samples.Result(), Token);
            await AskAsync(first.Worker);
        }

        private async Task AskAsync(Worker worker)
        {
            if (await worker.Claimer.TryClaimAsync(worker.Warm, Token) is { } job)
            {
                Start(worker, job);
                return;
            }

            worker.Claiming = worker.Claimer.ClaimAsync(() => worker.Warm, Token);
            _idle.Add(worker);
        }

        private void Start(Worker worker, LeasedJob job)
        {
            int controlNets = worker.ControlNets.Use(job.Job.ControlNets.Select(reference => reference.Name));
            int loras = worker.Loras.Use(job.Job.Loras.Select(reference => reference.Name));
            Loads += controlNets + loras;
            LongestWait = job.Waited > LongestWait ? job.Waited : LongestWait;
            _busy.Enqueue((worker, job), test.Time.GetUtcNow() + Base + (controlNets * ControlNetLoad) + (loras * LoraLoad));
        }

        private void Pass(DateTimeOffset until) => test.Time.Advance(until - test.Time.GetUtcNow());
    }

    private sealed record Worker(JobClaimer Claimer, WarmCache ControlNets, WarmCache Loras)
    {
        /// <summary>Its question while it is idle.</summary>
        public Task<LeasedJob>? Claiming { get; set; }

        public WarmSet Warm => Samples.Warm(Loras.Names, ControlNets.Names);
    }
}
