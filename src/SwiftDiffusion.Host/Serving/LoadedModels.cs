using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Adapters.Store.Origins;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Host.Configuration;
using SwiftDiffusion.Host.Models;

namespace SwiftDiffusion.Host.Serving;

/// <summary>Devices, the models on them and the tiers of their adapters, opened together and closed together.</summary>
internal sealed class LoadedModels : IAsyncDisposable
{
    private readonly AdapterTiers _tiers;
    private readonly EngineOptions _options;
    private readonly ServedModels _models;

    private LoadedModels(AdapterTiers tiers, DeviceGroup devices, EngineOptions options, ServedModels models)
    {
        _tiers = tiers;
        Devices = devices;
        _options = options;
        _models = models;
    }

    public DeviceGroup Devices { get; }

    /// <summary>The tiers of the models' adapters.</summary>
    public AdapterTiers Tiers => _tiers;

    public IReadOnlyList<ServedModel> Models => _models.Models;

    /// <summary>Opens what the settings name.</summary>
    /// <param name="server">Models, devices and named adapters.</param>
    /// <param name="adapters">The tiers.</param>
    /// <param name="origins">Where registered add-ons come from.</param>
    /// <param name="onTrouble">Told of what went wrong and cost no request.</param>
    /// <exception cref="Onnx.ModelFormatException">A folder is not a model.</exception>
    /// <exception cref="DeviceUnavailableException">This build or machine has no such device.</exception>
    public static LoadedModels Open(ServerOptions server, AdapterStoreOptions adapters, AdapterOrigins origins, Action<EngineTrouble> onTrouble)
    {
        var tiers = new AdapterTiers(adapters, origins, TimeProvider.System);
        DeviceGroup? devices = null;
        try
        {
            devices = ModelDevices.Open(server);
            var options = server.Engine with { Adapters = tiers, OnTrouble = onTrouble };
            return new LoadedModels(tiers, devices, options, new ServedModels(server.Folders, devices, options, server.NamedAdapters));
        }
        catch
        {
            devices?.Dispose();
            tiers.Dispose();
            throw;
        }
    }

    /// <summary>Opens another model on the same devices, which is the caller's to close before them.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="name">Its id.</param>
    /// <exception cref="Onnx.ModelFormatException">The folder is not a model.</exception>
    public ServedModel Open(string folder, string name) => ServedModel.Open(folder, Devices, _options, [], name);

    /// <summary>Ends what runs, as cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        await _models.DisposeAsync().ConfigureAwait(false);
        Devices.Dispose();
        _tiers.Dispose();
    }
}
