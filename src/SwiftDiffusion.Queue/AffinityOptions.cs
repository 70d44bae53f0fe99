using System.ComponentModel.DataAnnotations;

namespace SwiftDiffusion.Queue;

/// <summary>How much a worker's warm models and add-ons count when it claims.</summary>
public sealed class AffinityOptions
{
    /// <summary>Jobs at the head of the fair order among which the cheapest start is chosen; 1 for strict order.</summary>
    [Range(1, 256)]
    public int Window { get; set; } = 16;

    /// <summary>For how long others may be preferred to a job; its costs count the less the nearer that is, and then it goes first.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan AgeLimit { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>Cost of loading a model. The three costs are the seconds measured in the GenTD26 trace (mean 22.0, 4.7 and 4.4).</summary>
    [Range(0.0, 1e6)]
    public double ModelCost { get; set; } = 22;

    /// <summary>Cost of loading a ControlNet.</summary>
    [Range(0.0, 1e6)]
    public double ControlNetCost { get; set; } = 4.7;

    /// <summary>Cost of loading a LoRA.</summary>
    [Range(0.0, 1e6)]
    public double LoraCost { get; set; } = 4.4;

    /// <summary>The costs as scripts take them.</summary>
    internal string Weights => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ModelCost} {ControlNetCost} {LoraCost}");
}
