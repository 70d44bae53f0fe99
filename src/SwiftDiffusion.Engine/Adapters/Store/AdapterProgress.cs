namespace SwiftDiffusion.Engine.Adapters.Store;

/// <summary>How far the transfer of an adapter is.</summary>
/// <param name="Name">What the request calls it.</param>
/// <param name="ReceivedBytes">Bytes that have arrived in the present attempt.</param>
/// <param name="TotalBytes">What the store says it will send; null when it does not say.</param>
public sealed record AdapterProgress(string Name, long ReceivedBytes, long? TotalBytes);
