namespace SwiftDiffusion.Worker;

/// <summary>The place of a worker in its process.</summary>
/// <param name="DrainsBeforeServer">
/// True where the process is a worker alone: its health checks go on answering while it drains. False beside a gateway, whose running requests wait for this
/// worker's jobs: the server is stopped first.
/// </param>
public sealed record WorkerSetting(bool DrainsBeforeServer);
