using SwiftDiffusion.LoadGen.Traces;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.LoadGen.Tests.Traces;

/// <summary>Reads a trace from text, through a file as users do.</summary>
internal static class Reading
{
    public static Trace Of(string fileName, string content)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File(fileName);
        File.WriteAllText(path, content);
        return TraceReader.Read(path);
    }

    public static string ProblemOf(string fileName, string content) => Assert.Throws<TraceFormatException>(() => Of(fileName, content)).Message;
}
