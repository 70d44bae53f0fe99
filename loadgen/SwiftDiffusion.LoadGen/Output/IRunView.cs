using SwiftDiffusion.LoadGen.Replay;
using SwiftDiffusion.LoadGen.Reporting;

namespace SwiftDiffusion.LoadGen.Output;

/// <summary>Shows a run while it goes on.</summary>
internal interface IRunView
{
    /// <summary>Shows progress until <paramref name="run"/> has ended, well or not.</summary>
    Task ShowAsync(RunInfo info, IReadOnlyList<PlannedRequest> plan, RunProgress progress, Task run);
}
