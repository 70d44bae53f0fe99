namespace SwiftDiffusion.Engine.Adapters.Store.Origins;

/// <summary>A connection that whoever guards them does not allow. Asking again changes nothing.</summary>
/// <param name="reason">The rest of a sentence that the adapter's name begins; names neither host nor address.</param>
public sealed class AddressRefusedException(string reason) : Exception(reason);
