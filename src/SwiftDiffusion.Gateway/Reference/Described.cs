using System.Collections.Immutable;

namespace SwiftDiffusion.Gateway.Reference;

/// <summary>What the reference says of a route; metadata of its endpoint.</summary>
/// <param name="Summary">A few words.</param>
/// <param name="Text">Sentences.</param>
internal sealed record Described(string Summary, string Text = "")
{
    /// <summary>Media types of the body; the fields of several types together are its fields.</summary>
    public ImmutableArray<(string MediaType, ImmutableArray<Type> Fields)> Bodies { get; init; } = [];

    /// <summary>Media types of a good answer; null stands for bytes or text without structure.</summary>
    public ImmutableArray<(string MediaType, Type? Type)> Answers { get; init; } = [];

    /// <summary>Status of a good answer.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    public static Described Answering<T>(string summary, string text = "") =>
        new(summary, text) { Answers = [("application/json", typeof(T))] };

    public Described WithJson(params ImmutableArray<Type> fields) => this with { Bodies = Bodies.Add(("application/json", fields)) };

    public Described WithForm(params ImmutableArray<Type> fields) => this with { Bodies = Bodies.Add(("multipart/form-data", fields)) };

    public Described OrAnswering(string mediaType) => this with { Answers = Answers.Add((mediaType, null)) };
}
