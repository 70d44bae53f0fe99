namespace SwiftDiffusion.Queue.Events;

/// <summary>What the event of an attached adapter carries.</summary>
internal sealed record AttachPayload(string Adapter, int Image, int Step);
