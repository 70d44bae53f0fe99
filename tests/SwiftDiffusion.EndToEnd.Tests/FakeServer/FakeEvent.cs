namespace SwiftDiffusion.EndToEnd.Tests.FakeServer;

/// <summary>One server-sent event.</summary>
internal sealed record FakeEvent(string? Id, string Name, string Data)
{
    public bool IsLast => Name is "completed" or "failed" or "cancelled";

    /// <summary>As it is sent.</summary>
    public string Frame => $"{(Id is null ? "" : $"id: {Id}\n")}event: {Name}\ndata: {Data}\n\n";
}
