using SwiftDiffusion.Gateway;

namespace SwiftDiffusion.Host.Serving.Queued;

/// <summary>Puts the queue behind the gateway: the one place that says how requests become jobs.</summary>
internal static class QueuedGateway
{
    /// <summary>Needs the services of an open queue and of the gateway.</summary>
    public static IServiceCollection AddQueuedGeneration(this IServiceCollection services)
    {
        services.AddSingleton<FleetWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<FleetWatch>());
        return services.AddSingleton<IGenerationService, QueuedGeneration>();
    }
}
