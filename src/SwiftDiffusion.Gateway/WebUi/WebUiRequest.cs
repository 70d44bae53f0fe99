using System.Collections.Immutable;
using System.Text.Json;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>A request of the web UI's API after parsing: the job, and what its answer tells.</summary>
internal sealed record WebUiRequest
{
    public required GenerationJob Job { get; init; }

    /// <summary>The prompt with its tags, as the client wrote it.</summary>
    public required string WrittenPrompt { get; init; }

    /// <summary>Menu label of the sampler.</summary>
    public required string Sampler { get; init; }

    /// <summary>Pictures of one batch; the job makes all batches at once.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Number of batches.</summary>
    public required int Batches { get; init; }

    /// <summary>Whether the answer holds the pictures.</summary>
    public bool SendsImages { get; init; } = true;

    /// <summary>The client's own name of the task; null when it gave none.</summary>
    public string? TaskId { get; init; }

    /// <summary>ControlNets whose drawn edges are sent along.</summary>
    public ImmutableArray<ControlNetReference> ShownEdges { get; init; } = [];

    /// <summary>What was accepted but has no effect, for the client to see.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The body, for the echo in the answer; pictures are left out.</summary>
    public required JsonElement Echo { get; init; }

    /// <summary>Whether the echo holds the source pictures after all.</summary>
    public bool EchoesPictures { get; init; }
}

/// <summary>What parsing ends in. Closed: <see cref="Valid"/> or <see cref="Invalid"/>.</summary>
internal abstract record WebUiParsed
{
    private WebUiParsed()
    {
    }

    public sealed record Valid(WebUiRequest Request) : WebUiParsed;

    /// <summary>Everything that is wrong, and the status and detail that the web UI answers with for the worst of it.</summary>
    public sealed record Invalid(int Status, string? Detail, ImmutableArray<RequestProblem> Problems) : WebUiParsed;
}
