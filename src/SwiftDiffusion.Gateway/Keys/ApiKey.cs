using SwiftDiffusion.Contracts.Jobs;

namespace SwiftDiffusion.Gateway.Keys;

/// <summary>Who sends a request, and what they may. The key itself is nowhere in it.</summary>
internal sealed record ApiKey
{
    /// <summary>Everybody, on a server without keys.</summary>
    public static ApiKey Anonymous { get; } = new() { Id = "anonymous", HighestPriority = JobPriority.High, IsOperator = true };

    /// <summary>The name its jobs are filed under.</summary>
    public required string Id { get; init; }

    /// <summary>Of jobs that do not ask for one.</summary>
    public JobPriority Priority { get; init; } = JobPriority.Normal;

    /// <summary>The most a job may ask for.</summary>
    public JobPriority HighestPriority { get; init; } = JobPriority.Normal;

    public KeyLimits Limits { get; init; } = KeyLimits.None;

    /// <summary>Requests for pictures a minute; 0 for any number.</summary>
    public int RequestsPerMinute { get; init; }

    /// <summary>Signs what its webhooks are told; null for the server's own secret.</summary>
    public string? WebhookSecret { get; init; }

    /// <summary>Whether it may see how busy the others are.</summary>
    public bool IsOperator { get; init; }

    /// <summary>Whether it may register and remove add-ons.</summary>
    public bool ManagesAddOns { get; init; }

    /// <summary>Whose request it is; <see cref="Anonymous"/> unless <see cref="KeyCheck"/> found a key.</summary>
    public static ApiKey Of(HttpContext context) => context.Features.Get<ApiKey>() ?? Anonymous;
}
