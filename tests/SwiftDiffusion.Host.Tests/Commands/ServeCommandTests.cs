namespace SwiftDiffusion.Host.Tests.Commands;

public sealed class ServeCommandTests
{
    [Theory]
    [InlineData("--role", "gateway", "Server:Role", "Gateway")]
    [InlineData("--urls", "http://0.0.0.0:80", "Server:Urls", "http://0.0.0.0:80")]
    [InlineData("--model", "/models/a", "Server:Models", "/models/a")]
    [InlineData("--devices", "cpu", "Server:Devices", "cpu")]
    [InlineData("--store", "redis://redis", "Queue:Store", "redis://redis")]
    [InlineData("--data", "/data", "Queue:DataFolder", "/data")]
    [InlineData("--adapter", "a=https://x/a.safetensors", "Server:Adapters", "a=https://x/a.safetensors")]
    [InlineData("--adapter-timing", "asynchronous", "Gateway:AdapterTiming", "Asynchronous")]
    [InlineData("--adapter-cache", "/cache", "Adapters:Folder", "/cache")]
    [InlineData("--cors", "https://app.example.com", "Gateway:CorsOrigins", "https://app.example.com")]
    [InlineData("--slots", "3", "Worker:Slots", "3")]
    public async Task Every_option_stands_for_a_setting(string option, string text, string setting, string value)
    {
        // Some need others; what is printed is the same.
        var run = await ProgramRun.Of("serve", "--print-config", option, text);

        Assert.Contains(run.Output.Split('\n').Select(Cells), cells => cells is [var name, var shown, "command line"] && name == setting && shown == value);
    }

    [Theory]
    [InlineData("Server:Urls")]
    [InlineData("Server:Devices")]
    [InlineData("Queue:Store")]
    [InlineData("Queue:BlobFolder")]
    [InlineData("Queue:S3:Bucket")]
    [InlineData("Queue:Affinity:Window")]
    [InlineData("Worker:DrainTimeout")]
    [InlineData("Gateway:MaxBodySizeBytes")]
    [InlineData("Adapters:DiskSizeBytes")]
    [InlineData("Telemetry:OtlpEndpoint")]
    public async Task Every_setting_is_printed(string setting)
    {
        string printed = (await ProgramRun.Of("serve", "--print-config")).Ok();

        Assert.Contains(printed.Split('\n').Select(Cells), cells => cells is [var name, _, "default"] && name == setting);
    }

    [Fact]
    public async Task Settings_that_are_wrong_are_printed_and_refused()
    {
        var run = await ProgramRun.Of("serve", "--print-config", "--role", "worker");

        Assert.Equal(ExitCode.UserError, run.ExitCode);
        Assert.Contains("Server:Role", run.Output, StringComparison.Ordinal);
        Assert.Contains("--store", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--slots", "many", "Worker:Slots is 'many'")]
    [InlineData("--cors", "nonsense", "--cors is 'nonsense'")]
    [InlineData("--adapter", "nameless", "needs a name before its source")]
    [InlineData("--devices", "abacus", "--devices")]
    [InlineData("--config", "/nowhere.json", "/nowhere.json: file not found")]
    public async Task A_wrong_option_is_one_line(string option, string value, string message) =>
        Assert.Contains(message, (await ProgramRun.Of("serve", option, value)).UserError(), StringComparison.Ordinal);

    private static string[] Cells(string line) => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
