namespace SwiftDiffusion.Contracts;

/// <summary>
/// Every way in which a job may be refused or fail. <see cref="FailureCodes"/> says what each means to clients and dashboards.
/// </summary>
public enum FailureCode
{
    /// <summary>A field of the request is missing, malformed or outside its bounds.</summary>
    InvalidRequest,

    /// <summary>No model of that id is served.</summary>
    UnknownModel,

    /// <summary>The model has no LoRA of that name.</summary>
    UnknownAdapter,

    /// <summary>The model has no ControlNet of that name.</summary>
    UnknownControlNet,

    /// <summary>The adapter is known, but its file cannot be read or does not fit the model.</summary>
    AdapterLoadFailed,

    /// <summary>More work is waiting than the service accepts.</summary>
    Overloaded,

    /// <summary>The client went away or asked to stop.</summary>
    Cancelled,

    /// <summary>The job was not finished by its deadline.</summary>
    DeadlineExceeded,

    /// <summary>The device that worked on the job is gone.</summary>
    DeviceLost,

    /// <summary>The job does not fit the device's memory.</summary>
    OutOfMemory,

    /// <summary>The service is starting, draining or has no device.</summary>
    NotReady,

    /// <summary>A bug: nobody foresaw this.</summary>
    Internal,
}
