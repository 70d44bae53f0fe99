namespace SwiftDiffusion.LoadGen.Commands;

/// <summary>Files that arguments name.</summary>
internal static class UserFile
{
    /// <exception cref="UserException">It cannot be written.</exception>
    public static void Write(string path, string content)
    {
        try
        {
            File.WriteAllText(path, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException(e.Message, e);
        }
    }
}
