using System.ComponentModel.DataAnnotations;

namespace SwiftDiffusion.Gateway.Webhooks;

/// <summary>How clients are told of the ends of their jobs (configuration section <c>Gateway:Webhooks</c>).</summary>
public sealed class WebhookOptions
{
    /// <summary>Signs what webhooks are told, unless an API key has a secret of its own. Null, the default: only such keys have webhooks.</summary>
    [StringLength(512, MinimumLength = 16)]
    public string? Secret { get; set; }

    /// <summary>Whether webhooks may be at private, loopback and link-local addresses. Leave it off where clients are strangers.</summary>
    public bool AllowPrivateHosts { get; set; }

    /// <summary>Tries until one is answered with a 2xx status.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 6;

    /// <summary>Pause after the first try; each further one is four times as long, up to an hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one try may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}
