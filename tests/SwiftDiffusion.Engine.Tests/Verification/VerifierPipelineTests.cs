using SwiftDiffusion.Engine.Tests.Devices;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Verification;

/// <summary>Every recorded pipeline, from the prompt to the picture.</summary>
public sealed class VerifierPipelineTests(TestDevice device) : IClassFixture<TestDevice>
{
    public static TheoryData<string> Cases => new(RecordedCases.All.Where(RecordedCases.IsPipeline));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Pipeline_makes_the_recorded_picture(string name) => RecordedCases.AssertPasses(name, device.Device);
}
