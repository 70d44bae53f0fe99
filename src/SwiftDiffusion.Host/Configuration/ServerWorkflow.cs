namespace SwiftDiffusion.Host.Configuration;

/// <summary>How a worker works on its requests.</summary>
public enum ServerWorkflow
{
    /// <summary>All that this project does: shared steps, parts of a step on idle siblings, LoRAs loaded beside other work.</summary>
    Adaptive,

    /// <summary>
    /// Today's common workflow, to compare with: one request at a time on each device, its ControlNets one after the other on that device, and no step before its
    /// LoRAs are loaded.
    /// </summary>
    Serial,
}
