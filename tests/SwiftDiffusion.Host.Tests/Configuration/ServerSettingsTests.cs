using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Host.Commands;
using SwiftDiffusion.Host.Configuration;

namespace SwiftDiffusion.Host.Tests.Configuration;

public sealed class ServerSettingsTests
{
    [Fact]
    public void Without_any_source_the_defaults_are_valid()
    {
        var settings = Read();

        Assert.Empty(settings.Problems);
        Assert.Equal((ServerRole.All, "http://127.0.0.1:8080", "embedded"), (settings.Server.Role, settings.Server.Urls, settings.Queue.Store));
        Assert.All(settings.All, setting => Assert.Equal("default", setting.Source));
    }

    [Fact]
    public void A_flag_is_stronger_than_the_file()
    {
        using var folder = new TemporaryFolder();
        string file = Write(folder, """{ "Worker": { "Slots": 3, "DrainTimeout": "00:01:00" } }""");

        var settings = ServerSettings.Read(file, Flags(("Worker:Slots", "5")));

        Assert.Equal((5, TimeSpan.FromMinutes(1)), (settings.Worker.Slots, settings.Worker.DrainTimeout));
        Assert.Equal("command line", Of(settings, "Worker:Slots").Source);
        Assert.Equal("settings.json", Of(settings, "Worker:DrainTimeout").Source);
    }

    [Fact]
    public void A_list_is_taken_whole_from_the_strongest_source()
    {
        using var folder = new TemporaryFolder();
        string file = Write(folder, """{ "Server": { "Models": ["/a", "/b", "/c"] } }""");

        var settings = ServerSettings.Read(file, Flags(("Server:Models:0", "/d")));

        Assert.Equal(["/d"], settings.Server.Models);
    }

    [Fact]
    public void A_list_may_be_one_text_with_semicolons() => Assert.Equal(["/a", "/b"], Read(("Server:Models", "/a; /b")).Server.Models);

    [Fact]
    public void Parts_come_into_being_with_their_first_setting()
    {
        Assert.Null(Read().Queue.S3);
        var settings = Read(("Queue:S3:Bucket", "pictures"), ("Queue:S3:Endpoint", "http://minio:9000"), ("Queue:Affinity:Window", "1"));

        Assert.Equal(("pictures", new Uri("http://minio:9000")), (settings.Queue.S3!.Bucket, settings.Queue.S3.Endpoint));
        Assert.Equal(1, settings.Queue.Affinity.Window);
    }

    [Fact]
    public void How_models_use_their_devices_is_a_setting()
    {
        var engine = Read(("Server:Branches", "pipelined"), ("Server:Placement", "local"), ("Server:ControlNetMemorySizeBytes", "1000000000")).Server.Engine;

        Assert.Equal((BranchMode.Pipelined, PlacementPolicy.Local, 1_000_000_000L), (engine.BranchMode, engine.Placement, engine.ControlNetBudgetBytes));
        Assert.Equal(EngineOptions.Default, Read().Server.Engine);
    }

    [Fact]
    public void Every_problem_is_told_at_once()
    {
        var settings = Read(
            ("Queue:MaxAttempts", "0"), ("Worker:DrainTimeout", "soon"), ("Server:Role", "boss"), ("Telemetry:OtlpEndpoint", "ftp://x"), ("Queue:Stoer", "redis://x"),
            ("Gateway:MinSide", "4096"), ("Server:Devices", "abacus"));

        Assert.Collection(
            settings.Problems.Order(StringComparer.Ordinal),
            problem => Assert.Contains("MinSide must not be above MaxSide", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("Queue: The field MaxAttempts must be between 1 and 100", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("Queue:Stoer (command line) is no setting", problem, StringComparison.Ordinal),
            problem => Assert.Equal("Server:Role is 'boss' (command line); expected All or Gateway or Worker.", problem),
            problem => Assert.StartsWith("Telemetry: OtlpEndpoint is 'ftp://x/'", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("Worker:DrainTimeout is 'soon' (command line); expected a duration", problem, StringComparison.Ordinal));
        string message = Assert.Throws<CommandException>(settings.RequireValid).Message;
        Assert.All(settings.Problems, problem => Assert.Contains(problem, message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("cpu")]
    [InlineData("emulated:h800-sdxl,cpu")]
    public void A_time_scale_is_for_emulated_devices(string devices)
    {
        string problem = Assert.Single(Read(("Server:Devices", devices), ("Server:TimeScale", "10")).Problems);

        Assert.Contains("TimeScale is for emulated devices", problem, StringComparison.Ordinal);
        Assert.Contains(devices == "auto" ? "auto" : "cpu", problem, StringComparison.Ordinal);
        Assert.Empty(Read(("Server:Devices", "emulated:h800-sdxl*2"), ("Server:TimeScale", "10")).Problems);
    }

    [Fact]
    public void The_serial_workflow_has_as_many_slots_as_devices() =>
        Assert.Contains("leave out --slots", Assert.Single(Read(("Server:Workflow", "serial"), ("Worker:Slots", "4")).Problems), StringComparison.Ordinal);

    [Theory]
    [InlineData("gateway")]
    [InlineData("worker")]
    public void A_role_alone_needs_a_store_that_others_share(string role) =>
        Assert.Contains("--store", Assert.Single(Read(("Server:Role", role)).Problems), StringComparison.Ordinal);

    [Fact]
    public void A_store_elsewhere_needs_a_place_for_pictures() =>
        Assert.Contains("BlobFolder or S3", Assert.Single(Read(("Queue:Store", "redis://redis")).Problems), StringComparison.Ordinal);

    [Theory]
    [InlineData("Queue:Store", "redis://user:hunter2@redis:6379", "redis://user:***@redis:6379")]
    [InlineData("Queue:Store", "redis:6379,password=hunter2,ssl=true", "redis:6379,password=***,ssl=true")]
    [InlineData("Queue:S3:SecretKey", "hunter2", "***")]
    [InlineData("Telemetry:OtlpHeaders", "authorization=hunter2", "***")]
    public void Secrets_are_masked(string name, string value, string shown) => Assert.Equal(shown, Of(Read((name, value)), name).Value);

    [Theory]
    [InlineData("/nowhere.json", "file not found")]
    public void A_file_that_is_missing_is_the_users_error(string file, string message) =>
        Assert.Contains(message, Assert.Throws<CommandException>(() => ServerSettings.Read(file, [])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_malformed_is_the_users_error()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("settings.json", Assert.Throws<CommandException>(() => ServerSettings.Read(Write(folder, "{ nonsense"), [])).Message, StringComparison.Ordinal);
    }

    private static ServerSettings Read(params (string Name, string Value)[] flags) => ServerSettings.Read(null, Flags(flags));

    private static KeyValuePair<string, string?>[] Flags(params (string Name, string Value)[] flags) =>
        [.. flags.Select(flag => KeyValuePair.Create(flag.Name, (string?)flag.Value))];

    private static Setting Of(ServerSettings settings, string name) => settings.All.Single(setting => setting.Name == name);

    private static string Write(TemporaryFolder folder, string json)
    {
        string file = folder.File("settings.json");
        File.WriteAllText(file, json);
        return file;
    }
}
