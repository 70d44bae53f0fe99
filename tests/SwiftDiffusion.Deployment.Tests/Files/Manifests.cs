using System.Text.Json.Nodes;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Deployment.Tests.Files;

/// <summary>The documents of <c>docker/k8s</c> that its kustomization names.</summary>
internal static class Manifests
{
    public const string Folder = "docker/k8s";

    public static JsonObject Kustomization { get; } = Yaml.Read($"{Folder}/kustomization.yaml");

    public static IReadOnlyList<JsonObject> All { get; } = [.. Kustomization.Texts("resources").SelectMany(file => Yaml.Documents($"{Folder}/{file}"))];

    public static IReadOnlyList<string> Files { get; } = [.. Directory.GetFiles(RepositoryRoot.File("docker", "k8s")).Select(Path.GetFileName).OfType<string>()];

    /// <summary>Deployments, which run the program.</summary>
    public static IReadOnlyList<JsonObject> Deployments => OfKind("Deployment");

    /// <summary>Whatever has pods.</summary>
    public static IReadOnlyList<JsonObject> Workloads => [.. OfKind("Deployment"), .. OfKind("StatefulSet")];

    public static IReadOnlyList<JsonObject> OfKind(string kind) => [.. All.Where(document => document.Text("kind") == kind)];

    public static JsonObject Named(string kind, string name) => OfKind(kind).Single(document => NameOf(document) == name);

    public static string NameOf(JsonNode document) => document.Text("metadata name");

    public static JsonNode Pod(JsonNode workload) => workload.At("spec template spec")!;

    public static JsonNode Container(JsonNode workload) => Pod(workload).List("containers").Single();

    /// <summary>What a Deployment's program is told, the image's own variables first.</summary>
    public static IReadOnlyDictionary<string, string> EnvironmentOf(JsonNode deployment)
    {
        var environment = new Dictionary<string, string>(Dockerfile.Read("docker/Dockerfile").Environment);
        foreach (string map in Container(deployment).List("envFrom").Select(source => source.At("configMapRef name")?.GetValue<string>()).OfType<string>())
        {
            foreach (var (name, value) in Named("ConfigMap", map).Map("data"))
                environment[name] = value;
        }

        return environment;
    }
}
