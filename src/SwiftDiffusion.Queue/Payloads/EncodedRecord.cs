using System.Collections.Immutable;

namespace SwiftDiffusion.Queue.Payloads;

/// <summary>A record as the store keeps it.</summary>
/// <param name="Document">JSON, in which binary values are indices into the parts.</param>
/// <param name="Parts">The binary values.</param>
internal sealed record EncodedRecord(string Document, ImmutableArray<ReadOnlyMemory<byte>> Parts);
