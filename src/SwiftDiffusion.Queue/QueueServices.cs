using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Queue.Maintenance;

namespace SwiftDiffusion.Queue;

/// <summary>Puts an open queue into a host's services.</summary>
public static class QueueServices
{
    /// <summary>
    /// Adds an open queue, its parts, and its maintenance. The host opens the queue before it builds its services, since opening waits for a store, and
    /// disposes it after them.
    /// </summary>
    public static IServiceCollection AddSwiftDiffusionQueue(this IServiceCollection services, OpenQueue queue)
    {
        services.AddSingleton(queue);
        services.AddSingleton(queue.Jobs);
        services.AddSingleton(queue.Events);
        services.AddSingleton(queue.Workers);
        services.AddSingleton(queue.DeadLetters);
        services.AddSingleton(queue.Webhooks);
        services.AddSingleton(queue.AddOns);
        services.AddHostedService<MaintenanceLoop>();
        return services;
    }

    /// <summary>Every problem of the options at once, for a host that opens the queue before its services exist.</summary>
    /// <exception cref="OptionsValidationException">They are not valid; each message names its field.</exception>
    public static void Validate(QueueOptions options)
    {
        var result = new QueueOptionsValidator().Validate(null, options);
        if (result.Failed)
            throw new OptionsValidationException("Queue", typeof(QueueOptions), result.Failures);
    }
}
