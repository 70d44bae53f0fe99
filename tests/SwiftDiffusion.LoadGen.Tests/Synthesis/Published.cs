using SwiftDiffusion.LoadGen.Analysis;

namespace SwiftDiffusion.LoadGen.Tests.Synthesis;

/// <summary>
/// What Katz (ATC'25) says of its two services: table 1 and the points of its popularity and caching figures.
/// </summary>
internal static class Published
{
    /// <summary>Share of requests, in percent, that name 0, 1, 2, 3 add-ons.</summary>
    public static IReadOnlyDictionary<(string Service, AddOnKind Kind), double[]> PerRequest { get; } = new Dictionary<(string, AddOnKind), double[]>
    {
        [("A", AddOnKind.ControlNet)] = [0, 30.5, 69.5],
        [("B", AddOnKind.ControlNet)] = [1.9, 25.1, 69.9, 3.1],
        [("A", AddOnKind.Lora)] = [0.2, 8.8, 91],
        [("B", AddOnKind.Lora)] = [7.2, 73.6, 19.2],
    };

    /// <summary>Share of invocations, in percent, of the k most popular together.</summary>
    public static IReadOnlyDictionary<(string Service, AddOnKind Kind), (int K, double Percent)[]> Popularity { get; } = new Dictionary<(string, AddOnKind), (int, double)[]>
    {
        [("A", AddOnKind.ControlNet)] = [(1, 31.1), (2, 56.4), (3, 73.5), (4, 89.3), (5, 97.6)],
        [("B", AddOnKind.ControlNet)] = [(1, 22.2), (2, 35.7), (3, 49.2), (4, 60.8), (5, 71.5), (6, 80.6), (7, 87.8), (8, 94.5), (10, 97.5)],
        [("A", AddOnKind.Lora)] = [(3, 9), (24, 30), (146, 50), (1100, 76), (4500, 95.7)],
        [("B", AddOnKind.Lora)] = [(2, 27), (6, 40), (13, 52.5), (152, 75), (1420, 90)],
    };

    /// <summary>Loads per request with an LRU cache of 1, 2 … 10 in every instance.</summary>
    public static IReadOnlyDictionary<(string Service, AddOnKind Kind), double[]> LruLoads { get; } = new Dictionary<(string, AddOnKind), double[]>
    {
        [("A", AddOnKind.ControlNet)] = [1.5344, 0.8639, 0.5606, 0.1809, 0.0120, 0.0100, 0.0088, 0.0081, 0.0078, 0.0077],
        [("A", AddOnKind.Lora)] = [1.8800, 1.4727, 1.4600, 1.3868, 1.3714, 1.3301, 1.3123, 1.2828, 1.2643, 1.2396],
        [("B", AddOnKind.ControlNet)] = [1.5933, 1.0355, 0.8730, 0.6167, 0.4446, 0.2901, 0.1479, 0.0744, 0.0400, 0.0105],
        [("B", AddOnKind.Lora)] = [0.8941, 0.7993, 0.7335, 0.6866, 0.6484, 0.6187, 0.5940, 0.5735, 0.5558, 0.5404],
    };
}
