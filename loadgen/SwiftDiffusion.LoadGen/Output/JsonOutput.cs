using System.Text.Json;
using SwiftDiffusion.LoadGen.Reporting;

namespace SwiftDiffusion.LoadGen.Output;

/// <summary>What <c>--json</c> prints.</summary>
internal static class JsonOutput
{
    public static void Write<T>(TextWriter output, T report) => output.WriteLine(JsonSerializer.Serialize(report, RunJson.Line));
}
