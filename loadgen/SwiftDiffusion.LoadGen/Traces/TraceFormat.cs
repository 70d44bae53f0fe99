namespace SwiftDiffusion.LoadGen.Traces;

/// <summary>Kinds of trace files.</summary>
internal enum TraceFormat
{
    /// <summary>One JSON object a line, columns of <see cref="TraceColumns"/>.</summary>
    Jsonl,

    /// <summary>The same columns as CSV.</summary>
    Csv,

    /// <summary>Katz: one JSON array of objects with timestamp, ip, scene_id, base_model_id, controlnets, loras.</summary>
    Katz,

    /// <summary>GenTD26 lora_request_trace.csv: timestamps and counts of LoRAs.</summary>
    GenTdRequests,

    /// <summary>GenTD26 data_trace_processed.csv: LoRAs by id, no timestamps.</summary>
    GenTdLoras,

    /// <summary>DiFlow: a tenant's letter and the gap before the request in seconds, one request a line.</summary>
    DiFlow,
}
