using SwiftDiffusion.Host.Bench.Quality;

namespace SwiftDiffusion.Host.Tests.Bench;

public sealed class PyTorchNoiseTests
{
    /// <summary>torch.manual_seed(0); torch.randn(4, 4), as PyTorch prints it.</summary>
    private static readonly float[] Recorded =
    [
        -1.1258f, -1.1524f, -0.2506f, -0.4339f, 0.8487f, 0.6920f, -0.3160f, -2.1152f, 0.3223f, -1.2633f, 0.3500f, 0.3081f, 0.1198f, 1.2377f, 1.1168f, -0.2473f,
    ];

    [Fact]
    public void The_first_numbers_of_a_seed_are_those_of_PyTorch()
    {
        var values = new float[Recorded.Length];

        new PyTorchNoise(0).FillStandardNormal(values);

        Assert.Equal(Recorded, values, (a, b) => Math.Abs(a - b) < 1e-4f);
    }

    [Fact]
    public void Rows_drawn_one_by_one_are_those_of_the_batch()
    {
        float[] batch = new float[64], rows = new float[64];
        new PyTorchNoise(7).FillStandardNormal(batch);
        var noise = new PyTorchNoise(7);
        noise.FillStandardNormal(rows.AsSpan(0, 32));
        noise.FillStandardNormal(rows.AsSpan(32));

        Assert.Equal(batch, rows);
    }

    [Fact]
    public void Blocks_that_PyTorch_fills_otherwise_are_refused() => Assert.Throws<ArgumentException>(() => new PyTorchNoise(0).FillStandardNormal(new float[15]));
}
