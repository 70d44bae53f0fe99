using System.Collections.Immutable;

namespace SwiftDiffusion.Gateway.Reference;

/// <summary>Which refusals and failures a kind of route has, and what each status means.</summary>
internal static class DescribedFailures
{
    /// <summary>Every route but health.</summary>
    public static readonly ImmutableArray<int> Any = [401];

    public static readonly ImmutableArray<int> None = [];

    /// <summary>Routes that look for something by its id.</summary>
    public static readonly ImmutableArray<int> Lookup = [401, 404];

    /// <summary>Routes that make pictures while their client waits.</summary>
    public static readonly ImmutableArray<int> Pictures = [400, 401, 404, 413, 415, 422, 429, 500, 503, 504, 507];

    /// <summary>Handing in a job.</summary>
    public static readonly ImmutableArray<int> Submission = [400, 401, 404, 413, 415, 422, 429, 503];

    /// <summary>Jobs that were handed in.</summary>
    public static readonly ImmutableArray<int> Jobs = [401, 404, 503];

    /// <summary>Looking at what is registered.</summary>
    public static readonly ImmutableArray<int> Registered = [401, 404, 503];

    /// <summary>Changing what is registered.</summary>
    public static readonly ImmutableArray<int> Change = [401, 403, 404, 503];

    /// <summary>Removing what is registered.</summary>
    public static readonly ImmutableArray<int> Removal = [401, 403, 404, 409, 503];

    /// <summary>Registering something.</summary>
    public static readonly ImmutableArray<int> Registration = [400, 401, 403, 404, 409, 413, 415, 503];

    /// <summary>A body that is looked at without making a picture.</summary>
    public static readonly ImmutableArray<int> Body = [400, 401, 413, 429];

    /// <summary>The web UI's routes that make pictures.</summary>
    public static readonly ImmutableArray<int> WebUiPictures = [401, 404, 413, 422, 429, 500, 503, 504, 507];

    /// <summary>The web UI's other routes with a body.</summary>
    public static readonly ImmutableArray<int> WebUiBody = [401, 413, 422];

    public static string Meaning(int status, bool isWebUi) => status switch
    {
        400 => "Something in the request is wrong. `errors` lists every problem: the field, what was found, what is accepted.",
        401 => "The server needs an API key, and the request has none that is valid.",
        403 => "This API key, or without keys this client, may not change what is registered; the message says what would let it.",
        404 => "No such model, job of this key, add-on, or file.",
        409 => "The name is taken by another model or add-on. Of a removal: it did not come over the API, or add-ons are registered for it.",
        413 => "The body is larger than the server takes.",
        415 => "The body's Content-Type is none of those above.",
        422 when isWebUi => "Something in the request is wrong; `detail` lists every problem. Or a LoRA cannot be had or does not fit the model.",
        422 => "A LoRA is known, but cannot be had or does not fit the model. For jobs also: the Idempotency-Key was used with another body.",
        429 => "Too many requests of this key, or more work waiting than the server takes. Retry-After says when to come back.",
        500 => "A bug of the server; `request_id` finds it in the log.",
        503 => "Not ready, shutting down, or a device was lost. Retry-After says when to come back.",
        504 => "Not finished within the time limit.",
        507 => "Does not fit the device's memory: ask for fewer pixels, or fewer pictures at once.",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };
}
