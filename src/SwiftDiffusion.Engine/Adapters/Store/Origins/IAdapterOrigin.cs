namespace SwiftDiffusion.Engine.Adapters.Store.Origins;

/// <summary>A kind of store that adapters are fetched from.</summary>
internal interface IAdapterOrigin
{
    /// <summary>Asks for a file once; who asks again, and when, is not decided here.</summary>
    /// <param name="address">The file.</param>
    /// <param name="known">What it was when it was last fetched; null to have it in any case.</param>
    /// <param name="cancellation">Ends the wait for an answer.</param>
    /// <returns>The file, or null when it is still what it was.</returns>
    /// <exception cref="TransferException">It cannot be had.</exception>
    Task<OriginFile?> OpenAsync(Uri address, OriginVersion? known, CancellationToken cancellation);
}
