namespace SwiftDiffusion.Contracts;

/// <summary>A foreseen end of a job without pictures. It is returned, never thrown.</summary>
public sealed record JobFailure
{
    /// <param name="code">What kind of failure.</param>
    /// <param name="message">One or two sentences for the person who sent the request.</param>
    /// <param name="parameter">The request's field that is to blame, as a path like <c>loras[0].name</c>; null when none is.</param>
    public JobFailure(FailureCode code, string message, string? parameter = null)
    {
        Code = code;
        Message = Require.Name(message);
        Parameter = parameter;
    }

    public FailureCode Code { get; }

    public string Message { get; }

    public string? Parameter { get; }
}
