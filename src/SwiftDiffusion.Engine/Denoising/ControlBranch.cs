using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>
/// One ControlNet of a sequence: its image embedded once, its strength and the part of the run in which it acts. Its tensors stay until the last run that
/// reads them has ended, though the sequence may be gone by then.
/// </summary>
public sealed class ControlBranch : IDisposable
{
    private readonly Outputs _embedding;
    private readonly OrtValue _scale;
    private readonly ControlSettings _settings;
    private int _holders = 1;

    /// <param name="net">The ControlNet; stays its owner's.</param>
    /// <param name="device">Where the image is embedded; has the ControlNet.</param>
    /// <param name="image">Control image [channels, 8h, 8w] in [0, 1].</param>
    /// <param name="size">Its size in pixels.</param>
    /// <param name="settings">Strength and window.</param>
    /// <param name="options">Carries termination.</param>
    public ControlBranch(
        ControlNetReplicas net, Device device, ReadOnlySpan<float> image, (int Height, int Width) size, ControlSettings settings, RunOptions options)
    {
        Net = net;
        _settings = settings;
        using var pixels = Tensors.From(image, 1, image.Length / size.Height / size.Width, size.Height, size.Width);
        _embedding = net.On(device).Embed(pixels, options);
        _scale = Tensors.From([settings.ConditioningScale], 1, 1, 1, 1);
    }

    public ControlNetReplicas Net { get; }

    /// <summary>Embedded control image [1, C, h, w].</summary>
    public OrtValue Embedding => _embedding["embedding"];

    /// <summary>Conditioning scale [1, 1, 1, 1].</summary>
    public OrtValue Scale => _scale;

    /// <summary>Whether the branch acts on a call of so many.</summary>
    public bool IsActive(int call, int calls) => _settings.IsActive(call, calls);

    public BranchMode Mode => _settings.Mode;

    /// <summary>Pipelined: the residuals of the call before, one row per row of the sequence; null before the first.</summary>
    internal Task<Residuals>? Kept { get; private set; }

    /// <summary>A run begins to read the tensors, until it calls <see cref="Dispose"/> too.</summary>
    internal void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>Keeps the residuals that serve the next call, or none, and frees those that served this one.</summary>
    internal void Keep(Task<Residuals>? next)
    {
        if (Kept is { } served && served != next)
            FreeWhenDone(served);
        Kept = next;
    }

    /// <summary>Frees what a run makes that nobody waits for any more.</summary>
    internal static void FreeWhenDone(Task<Residuals> run) =>
        run.ContinueWith(done => done.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) > 0)
            return;
        Keep(null);
        _embedding.Dispose();
        _scale.Dispose();
    }
}
