using SwiftDiffusion.Engine.Tests.Devices;
using SwiftDiffusion.Engine.Verification;
using SwiftDiffusion.Testing;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Verification;

/// <summary>Every recorded case but whole pipelines: graphs, adapters, noise schedulers, tokenizers.</summary>
public sealed class VerifierTests(TestDevice device) : IClassFixture<TestDevice>
{
    public static TheoryData<string> Cases => new(RecordedCases.All.Where(name => !RecordedCases.IsPipeline(name)));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_tensor_equals_the_recording(string name) => RecordedCases.AssertPasses(name, device.Device);

    [Fact]
    public void A_case_that_was_recorded_again_is_left_out()
    {
        using var root = new TemporaryFolder();
        foreach (string folder in (string[])["kind/old", "kind/kept", "kind-v0.40.0/old"])
        {
            Directory.CreateDirectory(root.File(folder));
            File.WriteAllText(root.File(folder, "case.json"), "{}");
        }

        var found = Verifier.FindCases(root.Path).Select(folder => Path.GetRelativePath(root.Path, folder));

        Assert.Equal(["kind-v0.40.0/old", "kind/kept"], found);
    }
}
