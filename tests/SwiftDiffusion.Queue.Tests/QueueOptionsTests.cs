using Microsoft.Extensions.Options;

namespace SwiftDiffusion.Queue.Tests;

public sealed class QueueOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => QueueServices.Validate(new QueueOptions());

    [Fact]
    public void Every_problem_is_named_with_its_field()
    {
        var options = new QueueOptions
        {
            Name = "a{b}",
            Store = "redis://x",
            MaxAttempts = 0,
            S3 = new S3Options(),
            Affinity = new AffinityOptions { Window = 0 },
        };
        var problems = Assert.Throws<OptionsValidationException>(() => QueueServices.Validate(options)).Failures.ToArray();
        Assert.All(new[] { "Name", "MaxAttempts", "Bucket", "Window" }, field => Assert.Contains(problems, problem => problem.Contains(field, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_store_elsewhere_needs_a_place_for_pictures()
    {
        var options = new QueueOptions { Store = "redis://x" };
        Assert.Contains("BlobFolder", Assert.Throws<OptionsValidationException>(() => QueueServices.Validate(options)).Message, StringComparison.Ordinal);
        options.BlobFolder = "/shared";
        QueueServices.Validate(options);
    }
}
