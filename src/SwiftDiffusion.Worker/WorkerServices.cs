using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace SwiftDiffusion.Worker;

/// <summary>Registers a worker.</summary>
public static class WorkerServices
{
    private const int IdDigits = 8;

    /// <summary>
    /// Adds a worker that works while the host runs. The host registers the <see cref="IJobEngine"/> and the queue's services itself.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="setting">The worker's place in the process.</param>
    /// <param name="includesPrompts">Whether activities carry the text of prompts.</param>
    public static IServiceCollection AddSwiftDiffusionWorker(
        this IServiceCollection services, WorkerOptions options, WorkerSetting setting, bool includesPrompts = false)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton(Options.Create(options));
        services.AddSingleton(setting);
        services.AddSingleton(provider => new WorkerTelemetry(provider.GetRequiredService<IMeterFactory>(), includesPrompts));
        services.AddSingleton(provider => new WorkerStatus(
            IdOf(options.Name), options.Slots > 0 ? options.Slots : provider.GetRequiredService<IJobEngine>().Slots, options.HeartbeatInterval,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<WorkerService>();
        services.AddHostedService(provider => provider.GetRequiredService<WorkerService>());
        return services;
    }

    private static string IdOf(string name) => $"{(name.Length > 0 ? name : Environment.MachineName)}-{Guid.NewGuid():N}"[..^(32 - IdDigits)];
}
