using System.ComponentModel.DataAnnotations;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway;

/// <summary>What an operator may bound (configuration section <c>Gateway</c>). Checked when the host starts.</summary>
public sealed class GatewayOptions : IValidatableObject
{
    /// <summary>Largest request body; control images arrive in it as base64.</summary>
    [Range(1024L, 2_000_000_000L)]
    public long MaxBodySizeBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>Largest control image after base64 is undone.</summary>
    [Range(64, 512 * 1024 * 1024)]
    public int MaxControlImageSizeBytes { get; set; } = 15 * 1024 * 1024;

    /// <summary>Characters of a prompt, and of a negative prompt.</summary>
    [Range(1, 1_000_000)]
    public int MaxPromptLength { get; set; } = 8_000;

    /// <summary>Smallest width and height, in pixels.</summary>
    [Range(JobLimits.SizeMultiple, 8192)]
    public int MinSide { get; set; } = 64;

    /// <summary>Largest width and height, in pixels.</summary>
    [Range(JobLimits.SizeMultiple, 8192)]
    public int MaxSide { get; set; } = 2048;

    /// <summary>Largest width x height.</summary>
    [Range(64, 8192 * 8192)]
    public int MaxPixels { get; set; } = 1536 * 1536;

    /// <summary>Most LoRAs in one request.</summary>
    [Range(0, 256)]
    public int MaxLoras { get; set; } = 16;

    /// <summary>Most ControlNets in one request.</summary>
    [Range(0, 64)]
    public int MaxControlNets { get; set; } = 8;

    /// <summary>When the LoRAs of a request join that does not say so itself: before the first step, or when they have arrived.</summary>
    public AttachMode AdapterTiming { get; set; } = AttachMode.Exact;

    /// <summary>How long one request may take; then it ends as <see cref="FailureCode.DeadlineExceeded"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan GenerationTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>What <c>Retry-After</c> advises. The official OpenAI clients ignore more than a minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(2);

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (MinSide > MaxSide)
            yield return new ValidationResult($"{nameof(MinSide)} must not be above {nameof(MaxSide)}.", [nameof(MinSide)]);
        if (AdapterTiming is not (AttachMode.Exact or AttachMode.Asynchronous))
            yield return new ValidationResult($"{nameof(AdapterTiming)} must be {nameof(AttachMode.Exact)} or {nameof(AttachMode.Asynchronous)}.", [nameof(AdapterTiming)]);
    }
}
