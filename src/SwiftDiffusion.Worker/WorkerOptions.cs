using System.ComponentModel.DataAnnotations;

namespace SwiftDiffusion.Worker;

/// <summary>What an operator may set of a worker (configuration section <c>Worker</c>).</summary>
public sealed class WorkerOptions
{
    /// <summary>Jobs worked on at the same time; 0 for as many as pay off on the devices.</summary>
    [Range(0, 1024)]
    public int Slots { get; set; }

    /// <summary>How long running jobs may take when the worker is asked to stop; then they are handed back for another worker.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the worker says how it is. After three of these without a sign gateways no longer count on it, and it no longer on the store.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Begins the worker's id, for people; the machine's name when empty.</summary>
    [RegularExpression("^[A-Za-z0-9_.-]{0,64}$", ErrorMessage = "Name may hold letters, digits, '_', '.' and '-', at most 64.")]
    public string Name { get; set; } = "";
}
