using System.Text.Json;
using SwiftDiffusion.Deployment.Tests.Reference;
using SwiftDiffusion.Deployment.Tests.Running;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Deployment.Tests;

/// <summary><c>docs/api.md</c> is what a server says of itself.</summary>
public sealed class ApiDocumentTests(ExercisedServer server)
{
    private const string Renewal = "RENEW=1 dotnet test --project tests/SwiftDiffusion.Deployment.Tests -c Release -- --filter-class '*ApiDocumentTests'";

    [Fact]
    public async Task The_API_reference_is_up_to_date()
    {
        string path = RepositoryRoot.File("docs", "api.md");
        string page = ApiDocument.Render(JsonElement.Parse(await server.Client.GetStringAsync("openapi.json", TestContext.Current.CancellationToken)), Renewal);
        if (Environment.GetEnvironmentVariable("RENEW") is "1")
            await File.WriteAllTextAsync(path, page, TestContext.Current.CancellationToken);
        string written = File.Exists(path) ? await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) : "";
        Assert.True(written == page, $"docs/api.md is not what /openapi.json says now; write it anew: {Renewal}");
    }
}
