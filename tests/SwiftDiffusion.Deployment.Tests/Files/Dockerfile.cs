using System.Text.Json;
using System.Text.RegularExpressions;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Deployment.Tests.Files;

/// <summary>A Dockerfile's instructions, continued lines joined and comments left out.</summary>
internal sealed partial class Dockerfile
{
    private Dockerfile(IReadOnlyList<(string Word, string Text)> instructions) => Instructions = instructions;

    public IReadOnlyList<(string Word, string Text)> Instructions { get; }

    public IReadOnlyList<string> Bases => [.. Of("FROM").Select(rest => rest.Split(' ')[0])];

    /// <summary>The instructions of the last stage: what becomes the image.</summary>
    public IReadOnlyList<(string Word, string Text)> Final => [.. Instructions.Skip(Instructions.Select((instruction, at) => (instruction.Word, at)).Last(entry => entry.Word == "FROM").at)];

    public string User => Final.Last(instruction => instruction.Word == "USER").Text;

    public IReadOnlyDictionary<string, string> Environment => Final.Where(instruction => instruction.Word == "ENV")
        .SelectMany(instruction => Assignment().Matches(instruction.Text)).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    public IReadOnlyList<string> EntryPoint => Words("ENTRYPOINT");

    /// <summary>The health check's command.</summary>
    public IReadOnlyList<string> Health => JsonSerializer.Deserialize<string[]>(Of("HEALTHCHECK").Single().Split("CMD ")[1])!;

    /// <summary>Commands of a stage's RUN, in order.</summary>
    public IReadOnlyList<string> BuildCommands => [.. Instructions.TakeWhile((instruction, at) => at == 0 || instruction.Word != "FROM")
        .Where(instruction => instruction.Word == "RUN").SelectMany(instruction => instruction.Text.Split("&&", StringSplitOptions.TrimEntries))];

    public static Dockerfile Read(string path)
    {
        string text = File.ReadAllText(RepositoryRoot.File(path));
        string joined = string.Join('\n', text.Split('\n').Where(line => !line.StartsWith('#'))).Replace("\\\n", " ", StringComparison.Ordinal);
        return new Dockerfile([.. joined.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => (line.Split(' ')[0], line[line.IndexOf(' ', StringComparison.Ordinal)..].Trim()))]);
    }

    public IEnumerable<string> Of(string word) => Instructions.Where(instruction => instruction.Word == word).Select(instruction => instruction.Text);

    private string[] Words(string word) => JsonSerializer.Deserialize<string[]>(Final.Last(instruction => instruction.Word == word).Text)!;

    [GeneratedRegex(@"([A-Za-z_]+)=(\S+)")]
    private static partial Regex Assignment();
}
