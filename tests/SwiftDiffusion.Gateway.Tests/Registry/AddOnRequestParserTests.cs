using System.Text.Json;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Gateway.Registry;

namespace SwiftDiffusion.Gateway.Tests.Registry;

public sealed class AddOnRequestParserTests
{
    private static readonly string Hash = new('a', 64);

    [Fact]
    public void A_registration_says_what_its_body_says_and_the_default_model()
    {
        var (addOn, problems) = Parse($$"""{"name":"far-1.0","source":"https://example.com/a.safetensors?sig=1","sha256":"{{Hash.ToUpperInvariant()}}","fetch":"on_use"}""");
        Assert.Empty(problems);
        Assert.Equal(("far-1.0", "tiny", Hash, true, "alice"), (addOn!.Name, addOn.Model, addOn.Sha256, addOn.IsFetchedOnUse, addOn.AddedBy));
        Assert.Equal(new Uri("https://example.com/a.safetensors?sig=1"), addOn.Source);
    }

    [Theory]
    [InlineData("""{"source":"https://example.com/a"}""", "name")]
    [InlineData("""{"name":"../a","source":"https://example.com/a"}""", "name")]
    [InlineData("""{"name":"a"}""", "source")]
    [InlineData("""{"name":"a","source":"a.safetensors"}""", "source")]
    [InlineData("""{"name":"a","source":"file:///etc/passwd"}""", "source")]
    [InlineData("""{"name":"a","source":"s3://bucket/key"}""", "source")]
    [InlineData("""{"name":"a","source":"https://user:secret@example.com/a"}""", "source")]
    [InlineData("""{"name":"a","source":"http://127.0.0.1/a"}""", "source")]
    [InlineData("""{"name":"a","source":"http://[::ffff:10.0.0.1]/a"}""", "source")]
    [InlineData("""{"name":"a","source":"http://2130706433/a"}""", "source")]
    [InlineData("""{"name":"a","source":"http://localhost/a"}""", "source")]
    [InlineData("""{"name":"a","source":"http://169.254.169.254/latest"}""", "source")]
    [InlineData("""{"name":"a","source":"https://example.com/a#sha256=1"}""", "source")]
    [InlineData("""{"name":"a","source":"https://example.com/a","sha256":"abc"}""", "sha256")]
    [InlineData("""{"name":"a","source":"https://example.com/a","model":"nobody"}""", "model")]
    [InlineData("""{"name":"a","source":"https://example.com/a","fetch":"later"}""", "fetch")]
    [InlineData("""{"name":"a","source":"https://example.com/a","scale":1}""", "scale")]
    public void What_is_wrong_is_named_by_its_field(string body, string field) => Assert.Contains(Parse(body).Problems, problem => problem.Field == field);

    [Fact]
    public void A_listed_host_may_be_private_and_no_other()
    {
        var options = new RegistryOptions { AllowedHosts = { "127.0.0.1", "::1" } };
        Assert.Empty(Parse("""{"name":"a","source":"http://127.0.0.1:5000/a"}""", options).Problems);
        Assert.Empty(Parse("""{"name":"a","source":"http://[::1]:5000/a"}""", options).Problems);
        Assert.Single(Parse("""{"name":"a","source":"http://127.0.0.2:5000/a"}""", options).Problems);
    }

    [Fact]
    public void A_ControlNet_is_not_fetched_on_use() =>
        Assert.Equal("fetch", Parse("""{"name":"a","source":"https://example.com/a.zip","fetch":"on_use"}""", kind: AddOnKind.ControlNet).Problems.Single().Field);

    [Fact]
    public void An_upload_has_its_own_hash_and_no_source()
    {
        var upload = new ReceivedUpload("nowhere", Hash, 7);
        Assert.Equal((Hash, 7L, null), Parse("""{"name":"a"}""", upload: upload).AddOn is { } addOn ? (addOn.Sha256, addOn.SizeBytes, addOn.Source) : default);
        Assert.Equal("sha256", Parse($$"""{"name":"a","sha256":"{{new string('b', 64)}}"}""", upload: upload).Problems.Single().Field);
        Assert.Equal("source", Parse("""{"name":"a","source":"https://example.com/a"}""", upload: upload).Problems.Single().Field);
    }

    private static (AddOnRegistration? AddOn, System.Collections.Immutable.ImmutableArray<SwiftDiffusion.Gateway.Requests.RequestProblem> Problems) Parse(
        string body, RegistryOptions? options = null, AddOnKind kind = AddOnKind.Adapter, ReceivedUpload? upload = null) =>
        AddOnRequestParser.Parse(
            JsonElement.Parse(body), kind, upload, [Samples.Tiny, Samples.Plain], options ?? new RegistryOptions(), ("alice", DateTimeOffset.UnixEpoch));
}
