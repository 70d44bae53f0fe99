using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SwiftDiffusion.Gateway.Tests;

/// <summary>The gateway on a real socket, over a fake service.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningGateway(WebApplication app, FakeGenerationService service)
    {
        _app = app;
        Service = service;
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient { BaseAddress = Address };
    }

    public FakeGenerationService Service { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<RunningGateway> StartAsync(Action<GatewayOptions>? configure = null, TimeProvider? time = null)
    {
        var service = new FakeGenerationService();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IGenerationService>(service);
        builder.Services.AddSingleton<IPictureService, FakePictureService>();
        builder.Services.AddSingleton<ISeedSource, FixedSeedSource>();
        if (time is not null)
            builder.Services.AddSingleton(time);
        builder.Services.AddSwiftDiffusionGateway(configure);
        var app = builder.Build().MapSwiftDiffusion();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningGateway(app, service);
    }

    public Task<HttpResponseMessage> GenerateAsync(string body, string contentType = "application/json") =>
        Client.PostAsync(
            "v1/images/generations", new StringContent(body, Encoding.UTF8, contentType), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> PostAsync(string path, string body) =>
        Client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> GetAsync(string path) => Client.GetAsync(path, TestContext.Current.CancellationToken);

    public static async Task<JsonElement> JsonOf(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
