using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Engine.Verification;

/// <summary>Standard normals from a recording, in order, for one image of it.</summary>
internal sealed class ReplayedNoise(GoldenCase golden, IEnumerable<string> draws, int image) : INoiseSource
{
    private readonly Queue<string> _draws = new(draws);

    public void FillStandardNormal(Span<float> target)
    {
        if (!_draws.TryDequeue(out string? name))
            throw new ModelFormatException(golden.Folder, "more random numbers were drawn than the case records");
        float[] recorded = golden.Floats(name);
        // A draw covers all images of the case at once.
        recorded.AsSpan(image * target.Length, target.Length).CopyTo(target);
    }
}
