using System.Diagnostics;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>The phases of a request, one after the other: how long each took, and an activity for each.</summary>
internal sealed class PhaseClock(TimeProvider time) : IDisposable
{
    private readonly Dictionary<string, TimeSpan> _durations = [];
    private string? _phase;
    private long _start;
    private Activity? _activity;

    /// <summary>Ends the phase before and begins another.</summary>
    public void Begin(string phase)
    {
        End();
        (_phase, _start) = (phase, time.GetTimestamp());
        _activity = EngineTelemetry.Activities.StartActivity(phase);
    }

    /// <summary>How long a phase took, or has taken so far.</summary>
    public TimeSpan this[string phase] => phase == _phase ? time.GetElapsedTime(_start) : _durations.GetValueOrDefault(phase);

    public void Dispose() => End();

    private void End()
    {
        if (_phase is null)
            return;
        _durations[_phase] = time.GetElapsedTime(_start);
        _activity?.Dispose();
        _phase = null;
    }
}
