namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>The last few latents a multistep solver remembers. Buffers are allocated while it fills, then reused, oldest first.</summary>
internal sealed class LatentHistory(int capacity)
{
    private readonly float[][] _buffers = new float[capacity][];
    private int _pushed;

    /// <summary>How many are remembered.</summary>
    public int Count => Math.Min(_pushed, capacity);

    /// <summary>The latents pushed <paramref name="age"/> pushes before the newest; empty when there are none.</summary>
    public ReadOnlySpan<float> this[int age] => age < Count ? _buffers[(_pushed - 1 - age) % capacity] : [];

    public void Push(ReadOnlySpan<float> latents)
    {
        ref float[]? buffer = ref _buffers[_pushed % capacity]!;
        buffer ??= new float[latents.Length];
        latents.CopyTo(buffer);
        _pushed++;
    }
}
