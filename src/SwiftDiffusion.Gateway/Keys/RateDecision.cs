namespace SwiftDiffusion.Gateway.Keys;

/// <summary>Whether one more request is within its key's rate.</summary>
/// <param name="IsAllowed">Whether it is.</param>
/// <param name="Limit">Requests a minute.</param>
/// <param name="Remaining">Requests that would be allowed right after it.</param>
/// <param name="NextIn">When one will be allowed.</param>
/// <param name="FullIn">When <paramref name="Limit"/> of them will be.</param>
internal sealed record RateDecision(bool IsAllowed, int Limit, int Remaining, TimeSpan NextIn, TimeSpan FullIn);
