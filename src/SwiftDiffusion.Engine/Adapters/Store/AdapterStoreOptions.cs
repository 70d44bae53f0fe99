using System.ComponentModel.DataAnnotations;

namespace SwiftDiffusion.Engine.Adapters.Store;

/// <summary>What an operator may set about adapters (configuration section <c>Adapters</c>).</summary>
public sealed class AdapterStoreOptions : IValidatableObject
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Adapters";

    /// <summary>The disk tier: copies of remote files by what they hash to. Made when the first one is fetched.</summary>
    [Required]
    public string Folder { get; set; } = DefaultFolder();

    /// <summary>Bytes the disk tier may hold; the least recently used files leave first.</summary>
    [Range(0, long.MaxValue)]
    public long DiskSizeBytes { get; set; } = 20L << 30;

    /// <summary>Bytes of host memory for adapters that no request uses at the moment, of all models together.</summary>
    [Range(0, long.MaxValue)]
    public long MemorySizeBytes { get; set; } = 1L << 30;

    /// <summary>Largest file.</summary>
    [Range(1, long.MaxValue)]
    public long MaxFileSizeBytes { get; set; } = LoraLimits.Default.MaxFileSizeBytes;

    /// <summary>Largest archive of a registered model.</summary>
    [Range(1, long.MaxValue / 2)]
    public long MaxModelSizeBytes { get; set; } = 16L << 30;

    /// <summary>Largest rank of a layer.</summary>
    [Range(1, 65_536)]
    public int MaxRank { get; set; } = LoraLimits.Default.MaxRank;

    /// <summary>Most tensors in a file.</summary>
    [Range(1, 1_000_000)]
    public int MaxTensors { get; set; } = LoraLimits.Default.MaxTensors;

    /// <summary>Attempts at a file before the requests that wait for it fail.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 4;

    /// <summary>Wait before the second attempt; it doubles from one to the next.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait between attempts.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a store may send nothing before the attempt is given up.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a copy is used before its store is asked whether it has changed. One whose hash was given is never asked about.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan RevalidateAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Address of an S3-compatible store; null for Amazon's own.</summary>
    public Uri? S3ServiceUrl { get; set; }

    /// <summary>Region that requests to S3 are signed for; null for what the environment or the profile says.</summary>
    public string? S3Region { get; set; }

    /// <summary>What a file may ask for.</summary>
    public LoraLimits Limits => new(MaxFileSizeBytes, MaxRank, MaxTensors);

    /// <summary>Everything that is wrong with the values, one sentence each.</summary>
    public IReadOnlyList<string> Problems()
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(this, new ValidationContext(this), results, validateAllProperties: true);
        return [.. results.Select(result => result.ErrorMessage!)];
    }

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (RetryDelay > MaxRetryDelay)
            yield return new ValidationResult($"{nameof(RetryDelay)} must not be above {nameof(MaxRetryDelay)}.", [nameof(RetryDelay)]);
        if (S3ServiceUrl is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https")))
            yield return new ValidationResult($"{nameof(S3ServiceUrl)} must be an http or https address.", [nameof(S3ServiceUrl)]);
    }

    /// <summary>The user's cache folder; a process without a home keeps it with the temporary files.</summary>
    private static string DefaultFolder()
    {
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string root = !string.IsNullOrEmpty(cache) ? cache : home.Length > 0 ? Path.Combine(home, ".cache") : Path.GetTempPath();
        return Path.Combine(root, "swiftdiffusion", "adapters");
    }
}
