using Microsoft.Extensions.DependencyInjection.Extensions;
using SwiftDiffusion.Gateway.Jobs;
using SwiftDiffusion.Gateway.Outbound;
using SwiftDiffusion.Gateway.Registry;
using SwiftDiffusion.Gateway.Status;
using SwiftDiffusion.Gateway.Webhooks;

namespace SwiftDiffusion.Gateway.Fleet;

/// <summary>Puts a queue behind the gateway.</summary>
public static class QueuedJobs
{
    /// <summary>
    /// Has the queue's workers make the pictures of every face of the API, and adds the jobs API, which <see cref="GatewayRoutes.MapSwiftDiffusion"/>
    /// then maps. Needs the services of an open queue and those of <see cref="GatewayServices.AddSwiftDiffusionGateway"/>, in any order.
    /// </summary>
    public static IServiceCollection AddQueuedJobs(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.TryAddSingleton<FleetWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<FleetWatch>());
        services.TryAddSingleton<DrainDeadline>();
        services.AddSingleton<IGenerationService, QueuedGenerationService>();
        services.TryAddSingleton<StoreCheck>();
        services.TryAddSingleton<JobWait>();
        services.TryAddSingleton<JobSubmissions>();
        services.TryAddSingleton<JobsApi>();
        services.TryAddSingleton<JobEventsApi>();
        services.TryAddSingleton<StatusApi>();
        services.TryAddSingleton<ManagerCheck>();
        services.TryAddSingleton<AddOnUploads>();
        services.TryAddSingleton<AddOnChanges>();
        services.TryAddSingleton<AddOnLookup>();
        services.TryAddSingleton<AddOnsApi>();
        services.TryAddSingleton<AddOnRemovals>();
        services.TryAddSingleton<RegisteredModels>();
        services.TryAddSingleton<IHostResolver, SystemHostResolver>();
        services.TryAddSingleton<WebhookClient>();
        services.TryAddSingleton<WebhookSender>();
        services.AddHostedService(provider => provider.GetRequiredService<WebhookSender>());
        return services;
    }
}
