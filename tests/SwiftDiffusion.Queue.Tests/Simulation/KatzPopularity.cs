namespace SwiftDiffusion.Queue.Tests.Simulation;

/// <summary>
/// Popularity of add-ons in the production trace of "SwiftDiffusion" (Katz, USENIX ATC'25): how many requests name none, one, two, three, and what share
/// of the invocations the k most popular have (read off the paper's figures; in between, equally popular).
/// </summary>
internal sealed class KatzPopularity(double[] perRequest, (int Top, double Percent)[] curve)
{
    public static KatzPopularity ControlNetsA { get; } = new([0, 0.305, 0.695], [(1, 31.1), (2, 56.4), (3, 73.5), (4, 89.3), (5, 97.6), (47, 100)]);

    public static KatzPopularity ControlNetsB { get; } = new(
        [0.019, 0.251, 0.699, 0.031], [(1, 22.2), (2, 35.7), (3, 49.2), (4, 60.8), (5, 71.5), (6, 80.6), (7, 87.8), (8, 94.5), (10, 97.5), (94, 100)]);

    public static KatzPopularity LorasA { get; } = new([0.002, 0.088, 0.91], [(3, 9), (24, 30), (146, 50), (1100, 76), (4500, 95.7), (6980, 100)]);

    public static KatzPopularity LorasB { get; } = new([0.072, 0.736, 0.192], [(2, 27), (6, 40), (13, 52.5), (152, 75), (1420, 90), (7463, 100)]);

    /// <summary>The distinct add-ons of one request.</summary>
    public string[] Draw(Random random)
    {
        double u = random.NextDouble();
        int count = 0;
        while (count < perRequest.Length - 1 && u >= perRequest[count])
            u -= perRequest[count++];
        var names = new HashSet<string>();
        while (names.Count < count)
            names.Add($"{Rank(random.NextDouble() * 100)}");
        return [.. names];
    }

    private int Rank(double percent)
    {
        var (top, below) = (0, 0.0);
        foreach (var (next, share) in curve)
        {
            if (percent < share)
                return top + (int)((percent - below) / (share - below) * (next - top));
            (top, below) = (next, share);
        }

        return curve[^1].Top - 1;
    }
}
