using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Health;
using SwiftDiffusion.Gateway.Images;
using SwiftDiffusion.Gateway.Models;

namespace SwiftDiffusion.Gateway;

/// <summary>Registers the gateway.</summary>
public static class GatewayServices
{
    private const string Section = "Gateway";

    /// <summary>
    /// Adds what <see cref="GatewayRoutes.MapSwiftDiffusion"/> needs. Options come from the configuration section <c>Gateway</c>, then
    /// from <paramref name="configure"/>; a value out of bounds stops the host at start. The host registers
    /// <see cref="IGenerationService"/> itself.
    /// </summary>
    public static IServiceCollection AddSwiftDiffusionGateway(this IServiceCollection services, Action<GatewayOptions>? configure = null)
    {
        services.AddOptions<GatewayOptions>().BindConfiguration(Section).Configure(options => configure?.Invoke(options)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISeedSource, SystemSeedSource>();
        services.AddMetrics();
        services.TryAddSingleton<GatewayTelemetry>();
        services.TryAddSingleton<ProblemWriter>();
        services.TryAddSingleton<BoundedGeneration>();
        services.TryAddSingleton<ImagesApi>();
        services.TryAddSingleton<ModelsApi>();
        services.TryAddSingleton<HealthApi>();
        return services;
    }
}
