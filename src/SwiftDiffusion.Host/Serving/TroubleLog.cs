using SwiftDiffusion.Engine.Generation;

namespace SwiftDiffusion.Host.Serving;

/// <summary>Logs what went wrong in an engine and cost no request. Engines are opened before there is a log; nothing runs on them until there is one.</summary>
public sealed class TroubleLog
{
    private ILogger? _log;

    /// <summary>Where troubles go from now on.</summary>
    public void WriteTo(ILogger log) => _log = log;

    public void Tell(EngineTrouble trouble)
    {
        if (_log is { } log)
            Log.EngineTrouble(log, trouble.What, trouble.Failure);
    }
}
