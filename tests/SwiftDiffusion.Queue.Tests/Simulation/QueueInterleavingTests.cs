using CsCheck;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue.Claims;
using SwiftDiffusion.Queue.Tests.Stores;

namespace SwiftDiffusion.Queue.Tests.Simulation;

/// <summary>Random interleavings of everything that can happen, against <see cref="QueueModel"/>.</summary>
public sealed class QueueInterleavingTests(StoreFixture stores) : QueueTests(stores)
{
    private const int MaxAttempts = 2, MaxRunning = 2, MaxWaiting = 4;
    private static readonly JobFailure Lost = new(FailureCode.DeviceLost, "Gone.");
    private static readonly JobFailure Wrong = new(FailureCode.InvalidRequest, "No.");

    private static readonly Gen<Step> Steps = Gen.Select(Gen.Enum<Kind>(), Gen.Int[0, 9], (kind, pick) => new Step(kind, pick));

    private enum Kind
    {
        Submit,
        SubmitWithDeadline,
        SubmitAgain,
        Claim,
        ClaimAgain,
        Renew,
        Complete,
        Fail,
        LoseDevice,
        HandBack,
        Cancel,
        Wait,
        Maintain,
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Every_job_ends_once_and_every_counter_is_right(StoreKind kind) => await Steps.List[1, 60].SampleAsync(
        async steps =>
        {
            await using var run = new Run(await OpenAsync(kind, options => options.MaxAttempts = MaxAttempts));
            foreach (var step in steps)
            {
                await run.TakeAsync(step);
                await run.CheckCountersAsync();
            }

            await run.FinishAsync();
            await run.CheckJobsAsync();
        },
        iter: 40, threads: 1);

    private sealed record Step(Kind Kind, int Pick);

    /// <summary>One sequence of steps.</summary>
    private sealed class Run(TestQueue test) : IAsyncDisposable
    {
        private readonly QueueModel _model = new(MaxAttempts, test.Queue.Options.LeaseDuration);
        private readonly List<(LeasedJob Job, int Claim)> _leases = [];
        private readonly List<JobSubmission> _submitted = [];
        private readonly List<JobId> _completed = [];
        private int _workers;

        public Task TakeAsync(Step step) => step.Kind switch
        {
            Kind.Submit => SubmitAsync(step.Pick, null),
            Kind.SubmitWithDeadline => SubmitAsync(step.Pick, TimeSpan.FromSeconds(5 + step.Pick)),
            Kind.SubmitAgain => SubmitAgainAsync(step.Pick),
            Kind.Claim or Kind.ClaimAgain => ClaimAsync(),
            Kind.Renew => WithLeaseAsync(step.Pick, RenewAsync),
            Kind.Complete => WithLeaseAsync(step.Pick, CompleteAsync),
            Kind.Fail => WithLeaseAsync(step.Pick, (job, holds) => FailAsync(job, holds, Wrong)),
            Kind.LoseDevice => WithLeaseAsync(step.Pick, (job, holds) => FailAsync(job, holds, Lost)),
            Kind.HandBack => WithLeaseAsync(step.Pick, HandBackAsync),
            Kind.Cancel => CancelAsync(step.Pick),
            Kind.Wait => WaitAsync(TimeSpan.FromSeconds(step.Pick)),
            _ => MaintainAsync(),
        };

        public async Task CheckCountersAsync()
        {
            var totals = await test.Queue.Jobs.TotalsAsync(Token);
            Assert.Equal(
                (_model.Waiting, _model.Running, _model.Count(JobState.Completed), _model.Count(JobState.Failed), _model.Count(JobState.Cancelled)),
                (totals.Waiting, totals.Running, totals.Completed, totals.Failed, totals.Cancelled));
            Assert.All(new[] { "k0", "k1", "k2" }, key => Assert.InRange(_model.RunningOf(key), 0, MaxRunning));
        }

        /// <summary>Lets time end whatever is still open: no worker comes back, so every lease runs out.</summary>
        public async Task FinishAsync()
        {
            for (int round = 0; _model.Waiting + _model.Running > 0; round++)
            {
                Assert.InRange(round, 0, 300);
                await ClaimAsync();
                await WaitAsync(test.Queue.Options.LeaseDuration);
                await MaintainAsync();
            }
        }

        public async Task CheckJobsAsync()
        {
            await CheckCountersAsync();
            foreach (var id in _model.Ids)
            {
                var snapshot = await test.FindAsync(id);
                Assert.Equal((_model.StateOf(id), _model.AttemptsOf(id)), (snapshot.State, snapshot.Attempts));
                Assert.Equal(_completed.Contains(id), await test.Queue.Jobs.FindResultAsync(id, Token) is not null);
                Assert.Single(await test.EventsAsync(id), e => e.IsEnd);
            }
        }

        public ValueTask DisposeAsync() => test.DisposeAsync();

        private async Task SubmitAsync(int pick, TimeSpan? timeout)
        {
            string key = $"k{pick % 3}";
            var submission = test.Submission(key, Samples.Job(loras: [$"l{pick}"])) with
            {
                Limits = new KeyLimits(MaxRunning, MaxWaiting),
                TotalTimeout = timeout,
                Priority = pick == 9 ? JobPriority.High : JobPriority.Normal,
                Idempotency = new($"i{_submitted.Count}", "f"),
            };
            bool fits = _model.WaitingOf(key) < MaxWaiting;
            var admission = await test.Queue.Jobs.EnqueueAsync(submission, Token);
            Assert.Equal(fits ? new Admission.Accepted(submission.Id, false) : new Admission.KeyLimitReached(_model.WaitingOf(key), MaxWaiting), admission);
            if (!fits)
                return;
            _model.Submit(submission.Id, key, timeout is null ? null : test.Time.GetUtcNow() + timeout);
            _submitted.Add(submission);
        }

        private async Task SubmitAgainAsync(int pick)
        {
            if (_submitted.Count == 0)
                return;
            var earlier = _submitted[pick % _submitted.Count];
            var again = earlier with { Id = JobId.At(test.Time.GetUtcNow()) };
            Assert.Equal(new Admission.Accepted(earlier.Id, true), await test.Queue.Jobs.EnqueueAsync(again, Token));
        }

        private async Task ClaimAsync()
        {
            var now = test.Time.GetUtcNow();
            bool hasClaimable = _model.HasClaimable(MaxRunning, now);
            var worker = await test.WorkerAsync($"w{_workers++ % 3}");
            var job = await worker.TryClaimAsync(WarmSet.Empty, Token);
            foreach (var id in _model.Ids.ToArray())
            {
                if (_model.StateOf(id) == JobState.Queued && (await test.FindAsync(id)).State == JobState.Failed)
                    _model.EndOverdue(id, now);
            }

            Assert.Equal(hasClaimable, job is not null);
            if (job is null)
                return;
            _model.Claim(job.Id, now);
            Assert.Equal(_model.AttemptsOf(job.Id), job.Attempt);
            _leases.Add((job, _model.ClaimOf(job.Id)));
        }

        private async Task WithLeaseAsync(int pick, Func<LeasedJob, bool, Task> act)
        {
            if (_leases.Count == 0)
                return;
            var (job, claim) = _leases[pick % _leases.Count];
            await act(job, _model.Holds(job.Id, claim));
        }

        private async Task RenewAsync(LeasedJob job, bool holds)
        {
            await job.StepAsync(0, 1, 4, null, Token);
            Assert.Equal(holds, job.Reason == StopReason.None);
            if (holds)
                _model.Renew(job.Id, test.Time.GetUtcNow());
        }

        private async Task CompleteAsync(LeasedJob job, bool holds)
        {
            Settle(job);
            Assert.Equal(holds ? Settlement.Ended : Settlement.Lost, await job.CompleteAsync(Samples.Result(), Token));
            if (!holds)
                return;
            _model.End(job.Id, JobState.Completed);
            _completed.Add(job.Id);
        }

        private async Task FailAsync(LeasedJob job, bool holds, JobFailure failure)
        {
            Settle(job);
            var settlement = await job.FailAsync(failure, Token);
            if (!holds)
                return;
            if (failure == Lost)
                _model.Lose(job.Id);
            else
                _model.End(job.Id, JobState.Failed);
            Assert.Equal(_model.StateOf(job.Id) == JobState.Queued ? Settlement.Retried : Settlement.Ended, settlement);
        }

        private async Task HandBackAsync(LeasedJob job, bool holds)
        {
            Settle(job);
            Assert.Equal(holds ? Settlement.Retried : Settlement.Lost, await job.ReleaseAsync(Token));
            if (holds)
                _model.HandBack(job.Id);
        }

        private async Task CancelAsync(int pick)
        {
            if (_submitted.Count == 0)
                return;
            var id = _submitted[pick % _submitted.Count].Id;
            bool isOpen = _model.StateOf(id) is JobState.Queued or JobState.Running;
            var state = await test.Queue.Jobs.CancelAsync(id, Token);
            if (isOpen)
                _model.End(id, JobState.Cancelled);
            Assert.Equal(_model.StateOf(id), state);
        }

        private Task WaitAsync(TimeSpan time)
        {
            test.Time.Advance(time);
            return Task.CompletedTask;
        }

        private async Task MaintainAsync()
        {
            _model.Maintain(test.Time.GetUtcNow());
            await test.Queue.Maintenance.RunAsync(Token);
        }

        private void Settle(LeasedJob job) => _leases.RemoveAll(lease => lease.Job == job);
    }
}
