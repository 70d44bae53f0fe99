namespace SwiftDiffusion.Queue.Events;

/// <summary>What the event of an adapter on its way carries.</summary>
internal sealed record LoadPayload(string Adapter, double? Fraction);
