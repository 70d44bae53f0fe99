using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Engine.Devices;

namespace SwiftDiffusion.Host.Serving;

/// <summary>
/// Which exceptions mean that a device has no memory left, or is gone. ONNX Runtime has one exception for everything and its code is not to be seen, so its
/// words decide: those of its allocators, of the C++ library, and of CUDA.
/// </summary>
internal static class DeviceFailures
{
    private static readonly string[] NoMemory = ["Failed to allocate memory", "out of memory", "bad_alloc", "BFCArena", "CUDA_ERROR_OUT_OF_MEMORY", "CUBLAS_STATUS_ALLOC_FAILED"];
    private static readonly string[] NoDevice = ["CUDA", "CUDNN", "CUBLAS", "device-side", "device is lost"];

    /// <summary>Null for what is a bug.</summary>
    public static JobFailure? Of(Exception exception) => exception switch
    {
        OutOfMemoryException => OutOfMemory,
        DeviceUnavailableException => Lost,
        OnnxRuntimeException ort => OfWords(ort.Message),
        _ => null,
    };

    /// <summary>What ONNX Runtime means by that; null for what is a bug.</summary>
    internal static JobFailure? OfWords(string message) => Says(message, NoMemory) ? OutOfMemory : Says(message, NoDevice) ? Lost : null;

    private static JobFailure OutOfMemory => new(FailureCode.OutOfMemory, "The job does not fit the device's memory. A smaller size or fewer images may.");

    private static JobFailure Lost => new(FailureCode.DeviceLost, "The device that worked on the job is gone.");

    private static bool Says(string message, string[] words) => words.Any(word => message.Contains(word, StringComparison.OrdinalIgnoreCase));
}
