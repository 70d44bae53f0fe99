using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Keys;
using SwiftDiffusion.Gateway.Webhooks;

namespace SwiftDiffusion.Gateway;

/// <summary>What an operator may bound (configuration section <c>Gateway</c>). Checked when the host starts.</summary>
public sealed class GatewayOptions : IValidatableObject
{
    /// <summary>Largest request body; pictures arrive in it as base64 or as parts of a form.</summary>
    [Range(1024L, 2_000_000_000L)]
    public long MaxBodySizeBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>Largest control image, source picture or mask after base64 is undone.</summary>
    [Range(64, 512 * 1024 * 1024)]
    public int MaxPictureSizeBytes { get; set; } = 15 * 1024 * 1024;

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

    /// <summary>How long running requests may take when the server is asked to stop; then their clients are told to ask again.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What <c>Retry-After</c> advises. The official OpenAI clients ignore more than a minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Previews of each picture made through the web UI's API, where clients poll for them; each costs a decoding.</summary>
    [Range(0, JobLimits.MaxPreviews)]
    public int WebUiPreviews { get; set; } = 2;

    /// <summary>Quality of JPEG and WebP through the web UI's API, which has no field for it.</summary>
    [Range(1, 100)]
    public int WebUiQuality { get; set; } = 90;

    /// <summary>How often a stream says that it is still there; proxies close silent connections after a minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long pictures that were asked for as <c>url</c> can be fetched.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan ResultLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Memory for pictures that were asked for as <c>url</c>; the oldest make room for new ones.</summary>
    [Range(1024L, 1L << 40)]
    public long ResultBudgetBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>Scheme and host that URLs to pictures begin with, where a proxy hides them; null takes the request's own.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Slowest body that is waited for; a client that sends bytes one by one would hold a connection for ever.</summary>
    [Range(1, 1_000_000)]
    public double MinBodyBytesPerSecond { get; set; } = 240;

    /// <summary>How long a body may be slower than that.</summary>
    [Range(typeof(TimeSpan), "00:00:01.100", "00:10:00")]
    public TimeSpan SlowBodyGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Web pages of these origins (scheme, host, port) may call the API from a browser; <c>*</c> stands for all. Empty, the default: none but
    /// the server's own.
    /// </summary>
    public IList<string> CorsOrigins { get; } = [];

    /// <summary>Who may use the API, each by the hash of a key; empty, the default: everybody.</summary>
    [ValidateEnumeratedItems]
    public IList<ApiKeyOptions> Keys { get; } = [];

    /// <summary>A JSON file of further keys, <c>{"keys": [{"name": …, "sha256": …}]}</c>, read at start.</summary>
    public string? KeysFile { get; set; }

    [Required]
    [ValidateObjectMembers]
    public WebhookOptions Webhooks { get; set; } = new();

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (MinSide > MaxSide)
            yield return new ValidationResult($"{nameof(MinSide)} must not be above {nameof(MaxSide)}.", [nameof(MinSide)]);
        if (AdapterTiming is not (AttachMode.Exact or AttachMode.Asynchronous))
            yield return new ValidationResult($"{nameof(AdapterTiming)} must be {nameof(AttachMode.Exact)} or {nameof(AttachMode.Asynchronous)}.", [nameof(AdapterTiming)]);
        foreach (var name in Keys.GroupBy(key => key.Name, StringComparer.Ordinal).Where(keys => keys.Count() > 1))
            yield return new ValidationResult($"{nameof(Keys)} has '{name.Key}' more than once.", [nameof(Keys)]);
        if (Keys.Any(key => key.Name == ApiKey.Anonymous.Id))
            yield return new ValidationResult($"{nameof(Keys)}: '{ApiKey.Anonymous.Id}' is everybody on a server without keys.", [nameof(Keys)]);
        foreach (string origin in CorsOrigins.Where(origin => !CorsOrigin.IsValid(origin)))
        {
            yield return new ValidationResult(
                $"{nameof(CorsOrigins)} has '{origin}'; expected an origin such as https://app.example.com, or *.", [nameof(CorsOrigins)]);
        }
    }
}
