using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Gateway.ControlImages;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Fleet;
using SwiftDiffusion.Gateway.Health;
using SwiftDiffusion.Gateway.Images;
using SwiftDiffusion.Gateway.Keys;
using SwiftDiffusion.Gateway.Models;
using SwiftDiffusion.Gateway.Reference;
using SwiftDiffusion.Gateway.WebUi;

namespace SwiftDiffusion.Gateway;

/// <summary>Registers the gateway.</summary>
public static class GatewayServices
{
    private const string Section = "Gateway";

    /// <summary>
    /// Adds what <see cref="GatewayRoutes.MapSwiftDiffusion"/> needs. Options come from the configuration section <c>Gateway</c>, then
    /// from <paramref name="configure"/>; a value out of bounds stops the host at start. The host registers
    /// <see cref="IPictureService"/> itself, and <see cref="IGenerationService"/> either itself or by <see cref="QueuedJobs.AddQueuedJobs"/>.
    /// </summary>
    public static IServiceCollection AddSwiftDiffusionGateway(this IServiceCollection services, Action<GatewayOptions>? configure = null)
    {
        services.AddOptions<GatewayOptions>().BindConfiguration(Section).Configure(options => configure?.Invoke(options))
            .PostConfigure(ApiKeyFile.AddTo).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>());
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<GatewayOptions>>((kestrel, gateway) =>
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(gateway.Value.MinBodyBytesPerSecond, gateway.Value.SlowBodyGrace));
        services.AddCors();
        services.AddReference();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISeedSource, SystemSeedSource>();
        services.AddMetrics();
        services.TryAddSingleton<GatewayTelemetry>();
        services.TryAddSingleton<ProblemWriter>();
        services.TryAddSingleton<BoundedGeneration>();
        services.TryAddSingleton<ResultFiles>();
        services.TryAddSingleton<ImagesResponse>();
        services.TryAddSingleton<ImagesStream>();
        services.TryAddSingleton<ImagesApi>();
        services.TryAddSingleton<WebUiSettingsStore>();
        services.TryAddSingleton<WebUiTasks>();
        services.TryAddSingleton<WebUiResponse>();
        services.TryAddSingleton<WebUiApi>();
        services.TryAddSingleton<ProgressApi>();
        services.TryAddSingleton<CatalogApi>();
        services.TryAddSingleton<SettingsApi>();
        services.TryAddSingleton<PngInfoApi>();
        services.TryAddSingleton<ControlNetApi>();
        services.TryAddSingleton<ApiKeyRing>();
        services.TryAddSingleton<KeyRates>();
        services.TryAddSingleton<ModelsApi>();
        services.TryAddSingleton<NoiseSchedulersApi>();
        services.TryAddSingleton<ControlImagesApi>();
        services.TryAddSingleton<HealthApi>();
        return services;
    }
}
