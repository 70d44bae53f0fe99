using System.Net;

namespace SwiftDiffusion.Engine.Adapters.Store.Origins;

/// <summary>What a status of HTTP, which S3 speaks too, means for a transfer. Pure.</summary>
internal static class StatusFailure
{
    /// <summary>The failure that a status without a file is.</summary>
    public static TransferException Of(HttpStatusCode status, Exception? inner = null) => status switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone => Permanent($"its store has no such file ({(int)status})", inner),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Permanent($"its store refuses access ({(int)status})", inner),
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => Permanent($"its store sends elsewhere, where this server does not follow ({(int)status})", inner),
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError =>
            new TransferException($"its store answered {(int)status}", isTransient: true, inner),
        _ => Permanent($"its store answered {(int)status}", inner),
    };

    private static TransferException Permanent(string reason, Exception? inner) => new(reason, isTransient: false, inner);
}
