using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using SwiftDiffusion.Host.Registered;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host.Tests.Registered;

public sealed class ArchiveReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("zip", "")]
    [InlineData("zip", "net/")]
    [InlineData("tar", "./net/")]
    [InlineData("tgz", "net/")]
    public void Config_and_weights_are_unpacked_from_the_top_or_from_one_folder_and_nothing_else(string kind, string top)
    {
        var files = Unpack(kind, ($"{top}config.json", "{}"), ($"{top}a.safetensors", "weights"), ($"{top}README.md", "words"), ($"{top}deep/er/b.safetensors", "no"));
        Assert.Equal(["a.safetensors", "config.json"], files.Keys.Order());
        Assert.Equal("weights", files["a.safetensors"]);
    }

    [Theory]
    [InlineData("zip", "")]
    [InlineData("tar", "./model/")]
    [InlineData("tgz", "model/")]
    public void A_models_parts_are_unpacked_and_nothing_that_it_would_bring_along(string kind, string top)
    {
        string[] wanted = ["model_index.json", "unet/config.json", "unet/a.safetensors", "unet/a.safetensors.index.json", "tokenizer_2/merges.txt", "scheduler/scheduler_config.json"];
        string[] others =
        [
            "adapters.json", "lora/a.safetensors", "controlnet/a/config.json", "unet/a.bin", "unet/.a.json", "unet/deep/config.json", "safety_checker/config.json", "README.md", "a.safetensors",
        ];
        string target = Directory.CreateDirectory(_folder.File("model")).FullName;
        new ArchiveReader(ArchiveLayout.Model, 1000).Unpack(Write(kind, [.. others.Concat(wanted).Select(path => (top + path, "{}"))]), target);
        Assert.Equal(wanted.Order(), Directory.GetFiles(target, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(target, path)).Order());
    }

    [Fact]
    public void An_archive_without_a_model_says_what_was_expected()
    {
        string archive = Write("zip", [("config.json", "{}"), ("a.safetensors", "weights")]);
        string problem = Assert.Throws<ModelFormatException>(() => new ArchiveReader(ArchiveLayout.Model, 1000).Unpack(archive, _folder.File("none"))).Problem;
        Assert.Contains("holds no model_index.json", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zip", "../config.json")]
    [InlineData("tar", "a/../../config.json")]
    [InlineData("zip", "/config.json")]
    [InlineData("zip", "a\\config.json")]
    public void A_path_that_leads_out_refuses_the_archive(string kind, string path) =>
        Assert.Contains("leads out of it", Refused(kind, (path, "{}")), StringComparison.Ordinal);

    [Fact]
    public void Two_folders_or_two_files_of_a_name_refuse_the_archive()
    {
        Assert.Contains("another folder", Refused("zip", ("a/config.json", "{}"), ("b/config.json", "{}")), StringComparison.Ordinal);
        Assert.Contains("is there twice", Refused("zip", ("a/config.json", "{}"), ("a/config.json", "{}")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_unpacks_to_too_much_or_to_nothing_is_refused()
    {
        Assert.Contains("more than 1000 bytes", Refused("zip", ("config.json", new string(' ', 1001))), StringComparison.Ordinal);
        Assert.Contains("more than 256 entries", Refused("zip", [.. Enumerable.Range(0, 257).Select(i => ($"{i}.txt", ""))]), StringComparison.Ordinal);
        Assert.Contains("holds no config.json", Refused("zip", ("README.md", "words")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Fifo)]
    public void Links_and_other_special_files_refuse_the_archive(TarEntryType type)
    {
        string path = _folder.File("archive");
        using (var writer = new TarWriter(File.Create(path), TarEntryFormat.Pax))
        {
            var entry = new PaxTarEntry(type, "config.json");
            if (type != TarEntryType.Fifo)
                entry.LinkName = "/etc/passwd";
            writer.WriteEntry(entry);
        }

        Assert.Contains("is no plain file", Problem(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_symbolic_link_in_a_zip_refuses_the_archive()
    {
        string path = _folder.File("archive");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
            zip.CreateEntry("config.json").ExternalAttributes = 0xA1FF << 16;
        Assert.Contains("is no plain file", Problem(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no archive at all")]
    public void What_is_no_archive_is_refused(string content)
    {
        string path = _folder.File("archive");
        File.WriteAllText(path, content);
        Assert.NotEmpty(Problem(path));
    }

    private Dictionary<string, string> Unpack(string kind, params (string Name, string Text)[] entries)
    {
        string target = _folder.File("target");
        Directory.CreateDirectory(target);
        new ArchiveReader(ArchiveLayout.ControlNet, 1000).Unpack(Write(kind, entries), target);
        Assert.Empty(Directory.GetDirectories(target));
        return Directory.GetFiles(target).ToDictionary(path => Path.GetFileName(path), File.ReadAllText);
    }

    private string Refused(string kind, params (string Name, string Text)[] entries) => Problem(Write(kind, entries));

    private string Problem(string archive)
    {
        string target = Directory.CreateDirectory(Path.Combine(_folder.File(Path.GetRandomFileName()), "inner")).FullName;
        string problem = Assert.Throws<ModelFormatException>(() => new ArchiveReader(ArchiveLayout.ControlNet, 1000).Unpack(archive, target)).Problem;
        // Nothing was written beside the folder either.
        Assert.Equal([target], Directory.GetFileSystemEntries(Path.GetDirectoryName(target)!));
        return problem;
    }

    private string Write(string kind, (string Name, string Text)[] entries)
    {
        string path = _folder.File(Path.GetRandomFileName());
        using var file = File.Create(path);
        if (kind == "zip")
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Create);
            foreach (var (name, text) in entries)
            {
                using var content = zip.CreateEntry(name).Open();
                content.Write(Encoding.UTF8.GetBytes(text));
            }

            return path;
        }

        using Stream stream = kind == "tgz" ? new GZipStream(file, CompressionLevel.Fastest) : file;
        using var tar = new TarWriter(stream, TarEntryFormat.Pax);
        foreach (var (name, text) in entries)
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        return path;
    }
}
