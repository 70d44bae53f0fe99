using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace SwiftDiffusion.Queue;

/// <summary>What an operator may set (configuration section <c>Queue</c>). Checked when the host starts; processes of one queue should agree.</summary>
public sealed class QueueOptions : IValidatableObject
{
    /// <summary>The value of <see cref="Store"/> for a store inside this process.</summary>
    public const string Embedded = "embedded";

    /// <summary><c>embedded</c>, or where a Redis or Valkey server is: <c>redis://host:port</c>, <c>rediss://</c>, <c>unix:/path</c>.</summary>
    [Required]
    public string Store { get; set; } = Embedded;

    /// <summary>Folder of the embedded store and of large blobs. Null: nothing outlives the process, and large blobs lie in a temporary folder.</summary>
    public string? DataFolder { get; set; }

    /// <summary>Begins every key, so that several queues may share a server.</summary>
    [RegularExpression("^[A-Za-z0-9_.-]{1,64}$", ErrorMessage = "Name may hold letters, digits, '_', '.' and '-', at most 64.")]
    public string Name { get; set; } = "swiftdiffusion";

    /// <summary>After this long without a sign of life a worker has lost its job.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Attempts of a job whose worker or device was lost; then it ends as a dead letter.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>Jobs that may wait, all keys together; 0 for any number.</summary>
    [Range(0, int.MaxValue)]
    public int MaxBacklog { get; set; } = 100_000;

    /// <summary>How long an ended job and its pictures are kept.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan ResultTtl { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a dead letter is kept, with what it was made of.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan DeadLetterTtl { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often an idle worker and a waiting client look by themselves, should a message have been missed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often leases, deadlines and expiries are looked after.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan MaintenanceInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A worker not heard of for this long is no longer listed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan WorkerTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a caller waits for a store that is away.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan StorePatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest blob that is kept in the store itself; larger ones go to <see cref="S3"/> or a folder.</summary>
    [Range(0, 16 * 1024 * 1024)]
    public int MaxStoredBlobSizeBytes { get; set; } = 4 * 1024;

    /// <summary>Folder of large blobs, which all gateways and workers must see; null for one below <see cref="DataFolder"/>.</summary>
    public string? BlobFolder { get; set; }

    /// <summary>A bucket for large blobs instead of a folder.</summary>
    [ValidateObjectMembers]
    public S3Options? S3 { get; set; }

    [Required]
    [ValidateObjectMembers]
    public AffinityOptions Affinity { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Store != Embedded && S3 is null && BlobFolder is null && DataFolder is null)
            yield return new ValidationResult("With a store outside this process, BlobFolder or S3 must say where pictures are kept.", [nameof(BlobFolder)]);
        if (MaintenanceInterval > LeaseDuration)
            yield return new ValidationResult("MaintenanceInterval must not be longer than LeaseDuration.", [nameof(MaintenanceInterval)]);
    }
}
