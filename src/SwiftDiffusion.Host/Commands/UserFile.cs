namespace SwiftDiffusion.Host.Commands;

/// <summary>Files that arguments name.</summary>
internal static class UserFile
{
    /// <exception cref="CommandException">It cannot be read.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(e is FileNotFoundException or DirectoryNotFoundException ? $"{path}: file not found" : e.Message, e);
        }
    }

    /// <exception cref="CommandException">It cannot be written.</exception>
    public static void Write(string path, string content)
    {
        try
        {
            File.WriteAllText(path, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"--out: {e.Message}", e);
        }
    }
}
