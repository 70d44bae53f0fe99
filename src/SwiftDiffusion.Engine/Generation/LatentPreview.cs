using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Engine.NoiseSchedulers;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>
/// Pictures of latents without the decoder: each position's colour is an affine function of its channels, fitted to what the model's own decoder makes of a few
/// smooth random latents (least squares). Rough, small and almost free.
/// </summary>
public sealed class LatentPreview
{
    /// <summary>Latents of the fit: so many pictures of side x side positions in blocks of one value, so that most pixels lie inside a block.</summary>
    private const int Samples = 2, Side = 16, Block = 4;

    /// <summary>Keeps the fit solvable when channels hardly differ.</summary>
    private const double Ridge = 1e-3;

    /// <summary>Per colour the weights of the channels and, last, the constant.</summary>
    private readonly double[][] _colors;

    private LatentPreview(double[][] colors) => _colors = colors;

    /// <summary>Fits the map to a model's decoder.</summary>
    public static LatentPreview Fit(ModelParts parts, RunOptions options)
    {
        int channels = parts.Bundle.Vae.LatentChannels, size = channels + 1;
        var products = new double[size, size];
        var targets = new double[3, size];
        for (int sample = 0; sample < Samples; sample++)
        {
            float[] latents = BlockNoise(channels, (ulong)sample);
            var picture = parts.Decode(latents, (channels, Side, Side), options);
            Accumulate(latents, Colors(picture), products, targets);
        }

        for (int i = 0; i < size; i++)
            products[i, i] += Ridge;
        return new LatentPreview([.. Enumerable.Range(0, 3).Select(color => Solve(products, targets, color))]);
    }

    /// <summary>What a sequence looks like now, at the size of its latents.</summary>
    public PixelImage Show(Sequence sequence)
    {
        var latents = (float[])sequence.Latents.Clone();
        // At unit spread, which noise schedulers with large sigmas do not keep.
        if (!sequence.IsFinished)
            sequence.Scheduler.ScaleModelInput(sequence.Latents, sequence.Call, latents);
        return Show(latents, sequence.Shape.Channels, sequence.Shape.Height, sequence.Shape.Width);
    }

    /// <summary>Latents [channels, height, width] as a picture of that height and width.</summary>
    public PixelImage Show(ReadOnlySpan<float> latents, int channels, int height, int width)
    {
        int size = height * width;
        var planar = new float[3 * size];
        for (int position = 0; position < size; position++)
        {
            for (int color = 0; color < 3; color++)
            {
                double value = _colors[color][channels];
                for (int channel = 0; channel < channels; channel++)
                    value += _colors[color][channel] * latents[(channel * size) + position];
                planar[(color * size) + position] = (float)Math.Clamp(value, -1, 1);
            }
        }

        return PixelImage.FromPlanar(planar, width, height);
    }

    private static float[] BlockNoise(int channels, ulong seed)
    {
        const int blocks = Side / Block;
        var values = new float[channels * blocks * blocks];
        new SeededNoise(seed).FillStandardNormal(values);
        var latents = new float[channels * Side * Side];
        for (int i = 0; i < latents.Length; i++)
        {
            int channel = i / (Side * Side), y = i / Side % Side, x = i % Side;
            latents[i] = values[(((channel * blocks) + (y / Block)) * blocks) + (x / Block)];
        }

        return latents;
    }

    /// <summary>Mean colour of the pixels of each position, [3, positions] in [-1, 1].</summary>
    private static float[] Colors(PixelImage picture)
    {
        int scale = picture.Width / Side;
        var means = new float[3 * Side * Side];
        float[] planar = picture.ToPlanar(PixelRange.MinusOneToOne);
        for (int i = 0; i < planar.Length; i++)
        {
            int color = i / (picture.Width * picture.Height), y = i / picture.Width % picture.Height / scale, x = i % picture.Width / scale;
            means[(((color * Side) + y) * Side) + x] += planar[i] / (scale * scale);
        }

        return means;
    }

    /// <summary>Adds a sample to the normal equations: products XᵀX and targets Xᵀy.</summary>
    private static void Accumulate(float[] latents, float[] colors, double[,] products, double[,] targets)
    {
        const int positions = Side * Side;
        int size = products.GetLength(0);
        for (int position = 0; position < positions; position++)
        {
            double X(int channel) => channel == size - 1 ? 1 : latents[(channel * positions) + position];
            for (int i = 0; i < size; i++)
            {
                for (int k = 0; k < size; k++)
                    products[i, k] += X(i) * X(k);
                for (int color = 0; color < 3; color++)
                    targets[color, i] += X(i) * colors[(color * positions) + position];
            }
        }
    }

    /// <summary>Gaussian elimination; the matrix is symmetric and positive definite, so no pivoting.</summary>
    private static double[] Solve(double[,] products, double[,] targets, int color)
    {
        int size = products.GetLength(0);
        var a = (double[,])products.Clone();
        double[] b = [.. Enumerable.Range(0, size).Select(i => targets[color, i])];
        for (int pivot = 0; pivot < size; pivot++)
        {
            for (int row = pivot + 1; row < size; row++)
            {
                double factor = a[row, pivot] / a[pivot, pivot];
                for (int column = pivot; column < size; column++)
                    a[row, column] -= factor * a[pivot, column];
                b[row] -= factor * b[pivot];
            }
        }

        for (int row = size - 1; row >= 0; row--)
        {
            for (int column = row + 1; column < size; column++)
                b[row] -= a[row, column] * b[column];
            b[row] /= a[row, row];
        }

        return b;
    }
}
