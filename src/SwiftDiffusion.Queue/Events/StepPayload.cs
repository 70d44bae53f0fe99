using SwiftDiffusion.Contracts.Jobs;

namespace SwiftDiffusion.Queue.Events;

/// <summary>What the event of a step carries. A preview travels inside it: it is small, and gone with the next one.</summary>
internal sealed record StepPayload(int Image, int Step, int Steps, JobPreview? Preview);
