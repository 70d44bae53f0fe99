using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Gateway.Keys;

namespace SwiftDiffusion.Gateway.Tests.Keys;

public sealed class ApiKeyFileTests
{
    private const string Sha256 = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

    [Fact]
    public void Keys_of_a_file_join_those_of_the_configuration_with_all_their_limits()
    {
        var options = Read($$"""
            { "keys": [ { "name": "alice", "sha256": "{{Sha256}}", "priority": "high", "requests_per_minute": 60, "max_running": 2, "max_waiting": 10,
              "webhook_secret": "0123456789abcdef", "is_operator": true } ] }
            """);
        var key = new ApiKeyRing(Options.Create(options)).Find("secret")!;
        Assert.Equal(("alice", JobPriority.High, 60, new KeyLimits(2, 10), true), (key.Id, key.HighestPriority, key.RequestsPerMinute, key.Limits, key.IsOperator));
        Assert.Null(new ApiKeyRing(Options.Create(options)).Find("Secret"));
    }

    [Theory]
    [InlineData("nonsense", "KeysFile")]
    [InlineData("""{ "keys": [] }""", "open to all")]
    [InlineData("""{ "keys": [ { "name": "a", "sha256": "", "request_per_minute": 1 } ] }""", "request_per_minute")]
    public void A_file_that_cannot_be_meant_stops_the_server(string json, string message) =>
        Assert.Contains(message, Assert.Throws<OptionsValidationException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_stops_the_server() =>
        Assert.Throws<OptionsValidationException>(() => ApiKeyFile.AddTo(new GatewayOptions { KeysFile = "/nowhere/keys.json" }));

    [Theory]
    [InlineData("a b", Sha256, "Name")]
    [InlineData("alice", "1234", "Sha256")]
    [InlineData("anonymous", Sha256, "everybody")]
    [InlineData("bob", Sha256, "more than once")]
    public void A_key_that_is_not_valid_is_named(string name, string hash, string message)
    {
        var options = new GatewayOptions();
        options.Keys.Add(new ApiKeyOptions { Name = "bob", Sha256 = Sha256 });
        options.Keys.Add(new ApiKeyOptions { Name = name, Sha256 = hash });
        Assert.Contains(message, new GatewayOptionsValidator().Validate(null, options).FailureMessage, StringComparison.Ordinal);
    }

    private static GatewayOptions Read(string json)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, json);
            var options = new GatewayOptions { KeysFile = path };
            ApiKeyFile.AddTo(options);
            return options;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
