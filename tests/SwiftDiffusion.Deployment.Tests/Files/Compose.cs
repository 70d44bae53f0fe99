using System.Text.Json.Nodes;

namespace SwiftDiffusion.Deployment.Tests.Files;

/// <summary><c>compose.yaml</c>.</summary>
internal static class Compose
{
    public static JsonObject File { get; } = Yaml.Read("compose.yaml");

    public static IReadOnlyDictionary<string, JsonNode> Services { get; } = File["services"]!.AsObject().ToDictionary(service => service.Key, service => service.Value!);

    /// <summary>Services that run the program.</summary>
    public static IReadOnlyDictionary<string, JsonNode> Own { get; } = Services.Where(service => service.Value["build"] is not null).ToDictionary();

    public static Dockerfile DockerfileOf(JsonNode service) => Dockerfile.Read(service.Text("build dockerfile"));

    /// <summary>What a service's program is told, the image's own variables first.</summary>
    public static IReadOnlyDictionary<string, string> EnvironmentOf(JsonNode service)
    {
        var environment = new Dictionary<string, string>(DockerfileOf(service).Environment);
        foreach (var (name, value) in service.Map("environment"))
            environment[name] = value;
        return environment;
    }
}
