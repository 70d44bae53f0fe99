namespace SwiftDiffusion.Contracts;

/// <summary>The only maps from <see cref="FailureCode"/> to the outside world.</summary>
public static class FailureCodes
{
    /// <summary>
    /// HTTP status of the answer. An unknown model is 404 as in the OpenAI API; an unknown add-on makes the body invalid;
    /// 499 is the widespread unofficial status of a request whose client left.
    /// </summary>
    public static int HttpStatus(this FailureCode code) => code switch
    {
        FailureCode.InvalidRequest => 400,
        FailureCode.UnknownModel => 404,
        FailureCode.UnknownAdapter => 400,
        FailureCode.UnknownControlNet => 400,
        FailureCode.AdapterLoadFailed => 422,
        FailureCode.Overloaded => 429,
        FailureCode.Cancelled => 499,
        FailureCode.DeadlineExceeded => 504,
        FailureCode.DeviceLost => 503,
        FailureCode.OutOfMemory => 507,
        FailureCode.NotReady => 503,
        FailureCode.Internal => 500,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };

    /// <summary>
    /// True when the same request may well succeed a little later. A bug or a lack of memory would most likely repeat, and a picture is
    /// too dear to be tried again blindly.
    /// </summary>
    public static bool IsRetryable(this FailureCode code) => code switch
    {
        FailureCode.Overloaded or FailureCode.DeadlineExceeded or FailureCode.DeviceLost or FailureCode.NotReady => true,
        FailureCode.InvalidRequest or FailureCode.UnknownModel or FailureCode.UnknownAdapter or FailureCode.UnknownControlNet => false,
        FailureCode.AdapterLoadFailed or FailureCode.Cancelled or FailureCode.OutOfMemory or FailureCode.Internal => false,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };

    /// <summary>Value of the metric tag, and of <c>error.code</c> in an answer: one word per failure everywhere.</summary>
    public static string Tag(this FailureCode code) => code switch
    {
        FailureCode.InvalidRequest => "invalid_request",
        FailureCode.UnknownModel => "unknown_model",
        FailureCode.UnknownAdapter => "unknown_adapter",
        FailureCode.UnknownControlNet => "unknown_controlnet",
        FailureCode.AdapterLoadFailed => "adapter_load_failed",
        FailureCode.Overloaded => "overloaded",
        FailureCode.Cancelled => "cancelled",
        FailureCode.DeadlineExceeded => "deadline_exceeded",
        FailureCode.DeviceLost => "device_lost",
        FailureCode.OutOfMemory => "out_of_memory",
        FailureCode.NotReady => "not_ready",
        FailureCode.Internal => "internal",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };
}
