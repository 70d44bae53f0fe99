using SwiftDiffusion.Contracts;
using SwiftDiffusion.Host.Serving;

namespace SwiftDiffusion.Host.Tests.Serving;

public sealed class DeviceFailuresTests
{
    [Theory]
    [InlineData("[ErrorCode:RuntimeException] Failed to allocate memory for requested buffer of size 17179869184", FailureCode.OutOfMemory)]
    [InlineData("[ErrorCode:RuntimeException] std::bad_alloc", FailureCode.OutOfMemory)]
    [InlineData("[ErrorCode:Fail] CUDA failure 2: out of memory ; GPU=0", FailureCode.OutOfMemory)]
    [InlineData("[ErrorCode:Fail] CUDA failure 719: unspecified launch failure ; GPU=0", FailureCode.DeviceLost)]
    public void A_device_that_failed_is_told_as_such(string message, FailureCode code) => Assert.Equal(code, DeviceFailures.OfWords(message)?.Code);

    [Fact]
    public void What_is_wrong_with_a_graph_is_a_bug() =>
        Assert.Null(DeviceFailures.OfWords("[ErrorCode:InvalidArgument] Got invalid dimensions for input: sample"));

    [Fact]
    public void Other_exceptions_are_bugs() => Assert.Null(DeviceFailures.Of(new InvalidOperationException("CUDA")));
}
