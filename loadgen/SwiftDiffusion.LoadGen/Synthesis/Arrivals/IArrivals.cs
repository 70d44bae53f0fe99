namespace SwiftDiffusion.LoadGen.Synthesis.Arrivals;

/// <summary>When requests arrive.</summary>
internal interface IArrivals
{
    /// <summary>Instants in seconds from the beginning, rising, without end.</summary>
    IEnumerable<double> Times(SeededRandom random);
}
