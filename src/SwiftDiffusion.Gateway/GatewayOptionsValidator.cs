using Microsoft.Extensions.Options;

namespace SwiftDiffusion.Gateway;

/// <summary>Checks every bound by its attribute; the generator writes the body.</summary>
[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;
