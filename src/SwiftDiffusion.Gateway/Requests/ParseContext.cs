using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>What parsing depends on besides the request, so that it is a function.</summary>
/// <param name="Models">What is served, at least one; the first is the default.</param>
/// <param name="Limits">The operator's bounds.</param>
/// <param name="FreshSeed">The seed of a request that names none.</param>
/// <param name="Pictures">Measures pictures.</param>
internal sealed record ParseContext(IReadOnlyList<ModelInfo> Models, GatewayOptions Limits, long FreshSeed, IPictureService Pictures);
