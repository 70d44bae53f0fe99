namespace SwiftDiffusion.Contracts.AddOns;

/// <summary>How far an add-on's content has come.</summary>
/// <param name="ReceivedBytes">Bytes so far.</param>
/// <param name="TotalBytes">Bytes promised; null when nobody says.</param>
public readonly record struct AddOnProgress(long ReceivedBytes, long? TotalBytes);
