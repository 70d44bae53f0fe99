using Microsoft.Extensions.Options;

namespace SwiftDiffusion.Queue;

/// <summary>Checks every bound by its attribute; the generator writes the body.</summary>
[OptionsValidator]
internal sealed partial class QueueOptionsValidator : IValidateOptions<QueueOptions>;
