using System.Net;
using SwiftDiffusion.LoadGen.Stubs;
using SwiftDiffusion.Onnx.Safetensors;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.LoadGen.Tests.Stubs;

public sealed class StubAdapterServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WatchedTime _time = new();
    private readonly HttpClient _http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stub_has_the_templates_tensors_with_other_values()
    {
        var template = Template(4);
        await using var server = await StartAsync(template);

        await File.WriteAllBytesAsync(_folder.File("0"), await _http.GetByteArrayAsync(server.Urls[0], Cancellation), Cancellation);
        await File.WriteAllBytesAsync(_folder.File("1"), await _http.GetByteArrayAsync(server.Urls[1], Cancellation), Cancellation);

        using var zero = SafetensorsFile.Open(_folder.File("0"));
        using var one = SafetensorsFile.Open(_folder.File("1"));
        Assert.Equal(["a.alpha", "a.down"], zero.Tensors.Keys.Order());
        Assert.Equal([2, 2], zero.Tensors["a.down"].Shape.Select(side => (int)side));
        Assert.Equal([8f], zero.ReadFloats(zero.Tensors["a.alpha"]));
        Assert.All(zero.ReadFloats(zero.Tensors["a.down"]), value => Assert.InRange(value, 0.9f, 1.1f));
        Assert.NotEqual(zero.ReadFloats(zero.Tensors["a.down"]), one.ReadFloats(one.Tensors["a.down"]));
        Assert.Equal(2, server.Downloads);
    }

    [Fact]
    public void The_same_number_is_always_the_same_file() => Assert.Equal(Template(4).Create(5), Template(4).Create(5));

    [Fact]
    public async Task The_answer_comes_after_the_delay()
    {
        await using var server = await StartAsync(Template(4), delay: TimeSpan.FromSeconds(1));

        var asked = _http.GetAsync(server.Urls[0], Cancellation);
        await _time.WaitingFor(TimeSpan.FromSeconds(1)).WaitAsync(Cancellation);
        Assert.False(asked.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.OK, (await asked).StatusCode);
    }

    /// <summary>Two downloads of n bytes over a line of n bytes a second take two seconds, whoever comes first.</summary>
    [Fact]
    public async Task Downloads_share_the_bandwidth()
    {
        var link = new SharedLink(1000, _time);

        var first = link.PassAsync(1000, Cancellation);
        var second = link.PassAsync(1000, Cancellation);
        _time.Advance(TimeSpan.FromSeconds(1));
        await first;
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await second;
    }

    [Fact]
    public async Task A_line_that_was_idle_does_not_catch_up()
    {
        var link = new SharedLink(1000, _time);
        _time.Advance(TimeSpan.FromSeconds(10));

        var piece = link.PassAsync(1000, Cancellation);

        Assert.False(piece.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await piece;
    }

    [Theory]
    [InlineData("/loras/2.safetensors")]
    [InlineData("/loras/0.bin")]
    [InlineData("/loras/x.safetensors")]
    public async Task A_stub_that_does_not_exist_is_not_found(string path)
    {
        await using var server = await StartAsync(Template(4));

        using var answer = await _http.GetAsync(new Uri(new Uri(server.Urls[0]), path), Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public void A_template_that_is_no_lora_file_is_refused()
    {
        File.WriteAllText(_folder.File("x.safetensors"), "this is no such file at all");

        Assert.Contains("expected a LoRA", Assert.Throws<UserException>(() => LoraTemplate.Open(_folder.File("x.safetensors"))).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    private LoraTemplate Template(int values)
    {
        string path = _folder.File("template.safetensors");
        SafetensorsWriter.Write(path, [new StoredTensor("a.down", [2, values / 2], [.. Enumerable.Repeat(1f, values)]), new StoredTensor("a.alpha", [], [8f])]);
        return LoraTemplate.Open(path);
    }

    private Task<StubAdapterServer> StartAsync(LoraTemplate template, TimeSpan delay = default) =>
        StubAdapterServer.StartAsync(new StubAdapterOptions(template, 2, delay, null), _time, Cancellation);
}
