using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SwiftDiffusion.Host.Tests.Serving;

/// <summary>The executable serving the built-in model on a free port, ready for requests; shared by all tests.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private readonly ServerProcess _process = ServerProcess.Start("serve", "--urls", "http://127.0.0.1:0");

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>What <c>/v1/models</c> says of the model.</summary>
    public JsonElement Model { get; private set; }

    /// <summary>Names of the model's LoRAs.</summary>
    public string[] Loras => Names("loras");

    /// <summary>Names of the model's ControlNets.</summary>
    public string[] ControlNets => Names("controlnets");

    public async ValueTask InitializeAsync()
    {
        Client.BaseAddress = await _process.ReadyAsync(CancellationToken.None);
        var models = await Client.GetFromJsonAsync<JsonElement>("v1/models");
        Model = models.GetProperty("data")[0];
    }

    public Task<HttpResponseMessage> PostAsync(JsonObject request, CancellationToken cancellation) => Client.PostAsJsonAsync("v1/images/generations", request, cancellation);

    /// <summary>Makes a picture and returns its file.</summary>
    public async Task<byte[]> GenerateAsync(JsonObject request)
    {
        using var response = await PostAsync(request, TestContext.Current.CancellationToken);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonElement.Parse(body).GetProperty("data")[0].GetProperty("b64_json").GetBytesFromBase64();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }

    private string[] Names(string list) => [.. Model.GetProperty("swiftdiffusion").GetProperty(list).EnumerateArray().Select(name => name.GetString()!)];
}
