namespace SwiftDiffusion.Contracts;

/// <summary>How a job ended. Closed: it is either <see cref="Completed"/> or <see cref="Failed"/>.</summary>
public abstract record GenerationOutcome
{
    private GenerationOutcome()
    {
    }

    public static implicit operator GenerationOutcome(GenerationResult result) => new Completed(result);

    public static implicit operator GenerationOutcome(JobFailure failure) => new Failed(failure);

    /// <summary>The pictures are there.</summary>
    public sealed record Completed(GenerationResult Result) : GenerationOutcome;

    /// <summary>It ended without pictures, for a reason that was foreseen.</summary>
    public sealed record Failed(JobFailure Failure) : GenerationOutcome;
}
