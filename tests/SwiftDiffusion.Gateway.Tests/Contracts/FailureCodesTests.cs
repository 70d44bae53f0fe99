using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests.Contracts;

public sealed class FailureCodesTests
{
    public static TheoryData<FailureCode, int, bool, string> Expected => new()
    {
        { FailureCode.InvalidRequest, 400, false, "invalid_request" },
        { FailureCode.UnknownModel, 404, false, "unknown_model" },
        { FailureCode.UnknownAdapter, 400, false, "unknown_adapter" },
        { FailureCode.UnknownControlNet, 400, false, "unknown_controlnet" },
        { FailureCode.AdapterLoadFailed, 422, false, "adapter_load_failed" },
        { FailureCode.Overloaded, 429, true, "overloaded" },
        { FailureCode.Cancelled, 499, false, "cancelled" },
        { FailureCode.DeadlineExceeded, 504, true, "deadline_exceeded" },
        { FailureCode.DeviceLost, 503, true, "device_lost" },
        { FailureCode.OutOfMemory, 507, false, "out_of_memory" },
        { FailureCode.NotReady, 503, true, "not_ready" },
        { FailureCode.Internal, 500, false, "internal" },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public void Every_code_has_a_status_a_retry_advice_and_a_tag(FailureCode code, int status, bool isRetryable, string tag) =>
        Assert.Equal((status, isRetryable, tag), (code.HttpStatus(), code.IsRetryable(), code.Tag()));

    [Fact]
    public void The_table_above_names_every_code() =>
        Assert.Equal(Enum.GetValues<FailureCode>(), Expected.Select(row => row.Data.Item1));
}
