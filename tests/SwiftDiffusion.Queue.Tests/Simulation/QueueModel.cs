using SwiftDiffusion.Contracts.Jobs;

namespace SwiftDiffusion.Queue.Tests.Simulation;

/// <summary>What the queue must do, in the simplest words: no fairness, no affinity, no store. It follows what the queue chose and objects.</summary>
internal sealed class QueueModel(int maxAttempts, TimeSpan lease)
{
    private readonly Dictionary<JobId, Job> _jobs = [];

    public IEnumerable<JobId> Ids => _jobs.Keys;

    public int Waiting => _jobs.Values.Count(job => job.State == JobState.Queued);

    public int Running => _jobs.Values.Count(job => job.State == JobState.Running);

    public JobState StateOf(JobId id) => _jobs[id].State;

    public int AttemptsOf(JobId id) => _jobs[id].Attempts;

    public int WaitingOf(string key) => _jobs.Values.Count(job => job.Key == key && job.State == JobState.Queued);

    public int RunningOf(string key) => _jobs.Values.Count(job => job.Key == key && job.State == JobState.Running);

    public int Count(JobState state) => _jobs.Values.Count(job => job.State == state);

    public void Submit(JobId id, string key, DateTimeOffset? deadline) => _jobs.Add(id, new Job(key, deadline));

    /// <summary>True when some job may be claimed now.</summary>
    public bool HasClaimable(int maxRunning, DateTimeOffset now) =>
        _jobs.Values.Any(job => job.State == JobState.Queued && !job.IsOverdue(now) && (maxRunning == 0 || RunningOf(job.Key) < maxRunning));

    /// <summary>A claim ends the overdue jobs it comes across.</summary>
    public void EndOverdue(JobId id, DateTimeOffset now)
    {
        if (_jobs[id].State == JobState.Queued && _jobs[id].IsOverdue(now))
            End(id, JobState.Failed);
    }

    public void Claim(JobId id, DateTimeOffset now)
    {
        var job = _jobs[id];
        Assert.Equal(JobState.Queued, job.State);
        Assert.False(job.IsOverdue(now));
        (job.State, job.Attempts, job.LeaseUntil) = (JobState.Running, job.Attempts + 1, now + lease);
        job.Claims++;
    }

    /// <summary>True for whoever made the latest claim of a job that still runs.</summary>
    public bool Holds(JobId id, int claim) => _jobs[id].State == JobState.Running && _jobs[id].Claims == claim;

    public int ClaimOf(JobId id) => _jobs[id].Claims;

    public void Renew(JobId id, DateTimeOffset now) => _jobs[id].LeaseUntil = now + lease;

    public void HandBack(JobId id) => (_jobs[id].State, _jobs[id].Attempts) = (JobState.Queued, _jobs[id].Attempts - 1);

    /// <summary>The worker or its device was lost.</summary>
    public void Lose(JobId id)
    {
        if (_jobs[id].Attempts < maxAttempts)
            _jobs[id].State = JobState.Queued;
        else
            End(id, JobState.Failed);
    }

    public void End(JobId id, JobState state)
    {
        Assert.True(_jobs[id].State is JobState.Queued or JobState.Running, $"{id} ended twice");
        _jobs[id].State = state;
    }

    public void Maintain(DateTimeOffset now)
    {
        foreach (var (id, job) in _jobs)
        {
            bool isOpen = job.State is JobState.Queued or JobState.Running;
            if (isOpen && job.IsOverdue(now))
                End(id, JobState.Failed);
            else if (job.State == JobState.Running && job.LeaseUntil <= now)
                Lose(id);
        }
    }

    private sealed class Job(string key, DateTimeOffset? deadline)
    {
        public string Key => key;

        public JobState State { get; set; } = JobState.Queued;

        public int Attempts { get; set; }

        public int Claims { get; set; }

        public DateTimeOffset LeaseUntil { get; set; }

        public bool IsOverdue(DateTimeOffset now) => deadline <= now;
    }
}
