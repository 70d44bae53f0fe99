using System.Collections.Immutable;
using Microsoft.OpenApi;

namespace SwiftDiffusion.Gateway.Reference;

/// <summary>What the reference says of a route; metadata of its endpoint.</summary>
/// <param name="Summary">A few words.</param>
/// <param name="Text">Sentences.</param>
internal sealed record Described(string Summary, string Text = "")
{
    /// <summary>Media types of the body; the fields of several types together are its fields.</summary>
    public ImmutableArray<(string MediaType, ImmutableArray<Type> Fields)> Bodies { get; init; } = [];

    /// <summary>A body that works, as JSON.</summary>
    public string? Example { get; init; }

    /// <summary>What is read of path, query and headers.</summary>
    public ImmutableArray<DescribedParameter> Parameters { get; init; } = [];

    /// <summary>Media types of a good answer; null stands for bytes or text without structure.</summary>
    public ImmutableArray<(string MediaType, Type? Type)> Answers { get; init; } = [];

    /// <summary>Status of a good answer.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Another status with the same body, and what it says.</summary>
    public (int Status, string Meaning)? Alternative { get; init; }

    /// <summary>Statuses of refusals and failures.</summary>
    public ImmutableArray<int> Failures { get; init; } = DescribedFailures.Any;

    public static Described Answering<T>(string summary, string text = "") =>
        new(summary, text) { Answers = [("application/json", typeof(T))] };

    public Described WithJson(params ImmutableArray<Type> fields) => this with { Bodies = Bodies.Add(("application/json", fields)) };

    public Described WithForm(params ImmutableArray<Type> fields) => this with { Bodies = Bodies.Add(("multipart/form-data", fields)) };

    public Described WithExample(string json) => this with { Example = json };

    public Described WithPath(string name, string text) => With(name, ParameterLocation.Path, text);

    public Described WithQuery(string name, string text) => With(name, ParameterLocation.Query, text);

    public Described WithHeader(string name, string text) => With(name, ParameterLocation.Header, text);

    public Described OrAnswering(string mediaType) => this with { Answers = Answers.Add((mediaType, null)) };

    public Described OrStatus(int status, string meaning) => this with { Alternative = (status, meaning) };

    public Described MayFail(ImmutableArray<int> statuses) => this with { Failures = statuses };

    private Described With(string name, ParameterLocation place, string text) => this with { Parameters = Parameters.Add(new DescribedParameter(name, place, text)) };
}

/// <summary>Something a route reads besides its body.</summary>
internal sealed record DescribedParameter(string Name, ParameterLocation Place, string Text);
