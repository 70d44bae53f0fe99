using Microsoft.Extensions.Configuration;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Host.Commands;

namespace SwiftDiffusion.Host.Serving;

/// <summary>The adapter tiers of a server: the configuration section <c>Adapters</c> (or environment variables like <c>Adapters__DiskSizeBytes</c>), then the command line.</summary>
internal static class AdapterConfiguration
{
    /// <exception cref="CommandException">A value is malformed or out of its bounds.</exception>
    public static AdapterTiers Open(IConfiguration configuration, AdapterArguments arguments)
    {
        var options = new AdapterStoreOptions();
        try
        {
            configuration.GetSection(AdapterStoreOptions.Section).Bind(options);
        }
        catch (InvalidOperationException e)
        {
            throw new CommandException($"configuration section {AdapterStoreOptions.Section}: {e.Message}", e);
        }

        options.Folder = arguments.Folder ?? options.Folder;
        if (options.Problems() is { Count: > 0 } problems)
            throw new CommandException($"configuration section {AdapterStoreOptions.Section}: {string.Join(" ", problems)}");
        return new AdapterTiers(options, TimeProvider.System);
    }
}
