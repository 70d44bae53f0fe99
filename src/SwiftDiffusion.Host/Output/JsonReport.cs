using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SwiftDiffusion.Host.Output;

/// <summary>What <c>--json</c> prints: a report in the API's spelling, one object on one line.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static void Write(TextWriter output, object report) => output.WriteLine(JsonSerializer.Serialize(report, Options));

    /// <summary>Prints a report for a program or for a person.</summary>
    public static void Print(this IReport report, TextWriter output, bool asJson)
    {
        if (asJson)
            Write(output, report);
        else
            report.Write(output);
    }
}
