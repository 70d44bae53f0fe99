using SwiftDiffusion.LoadGen.AddOns;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Targets;

/// <summary>A server under load, seen through one of its API faces.</summary>
internal interface ITarget
{
    /// <summary>What requests may name.</summary>
    /// <exception cref="UserException">The server does not answer, or not as this face does.</exception>
    Task<ServerCatalog> ReadCatalogAsync(CancellationToken cancellation);

    /// <summary>Sends one request and waits for its pictures. What the server finds wrong is told by the answer.</summary>
    /// <exception cref="HttpRequestException">The connection was refused or broke.</exception>
    /// <exception cref="OperationCanceledException">Only if <paramref name="cancellation"/> fired; the server has been told.</exception>
    Task<Answer> SendAsync(TraceRequest request, CancellationToken cancellation);
}
