using System.ComponentModel.DataAnnotations;
using SwiftDiffusion.Contracts.Jobs;

namespace SwiftDiffusion.Gateway.Keys;

/// <summary>One API key, as an operator writes it: its hash, never the key itself.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>Names its owner in lists and figures.</summary>
    [Required]
    [RegularExpression("^[A-Za-z0-9_.-]{1,64}$", ErrorMessage = "Name may hold letters, digits, '_', '.' and '-', at most 64.")]
    public string Name { get; set; } = "";

    /// <summary>SHA-256 of the key in 64 hexadecimal digits: <c>printf %s "$KEY" | sha256sum</c>. Keys should be long and random.</summary>
    [Required]
    [RegularExpression("^[0-9A-Fa-f]{64}$", ErrorMessage = "Sha256 must be 64 hexadecimal digits.")]
    public string Sha256 { get; set; } = "";

    /// <summary>Priority of its jobs, and the most they may ask for.</summary>
    [EnumDataType(typeof(JobPriority))]
    public JobPriority Priority { get; set; } = JobPriority.Normal;

    /// <summary>Requests for pictures a minute, counted by each gateway for itself; 0 for any number.</summary>
    [Range(0, 1_000_000)]
    public int RequestsPerMinute { get; set; }

    /// <summary>Jobs that run at the same time, further ones wait; 0 for any number.</summary>
    [Range(0, int.MaxValue)]
    public int MaxRunning { get; set; }

    /// <summary>Jobs that wait at the same time, further ones are refused; 0 for any number.</summary>
    [Range(0, int.MaxValue)]
    public int MaxWaiting { get; set; }

    /// <summary>Signs the webhooks of its jobs; null for the server's secret.</summary>
    [StringLength(512, MinimumLength = 16)]
    public string? WebhookSecret { get; set; }

    /// <summary>Whether it may see how busy other keys are.</summary>
    public bool IsOperator { get; set; }

    /// <summary>Whether it may register, warm and remove adapters and ControlNets.</summary>
    public bool ManagesAddOns { get; set; }
}
