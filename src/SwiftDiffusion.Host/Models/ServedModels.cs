using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Host.Commands;

namespace SwiftDiffusion.Host.Models;

/// <summary>The models of a server, opened together and closed together.</summary>
public sealed class ServedModels : IAsyncDisposable
{
    private readonly List<ServedModel> _models = [];

    /// <param name="folders">Models, the default one first.</param>
    /// <param name="devices">Where they run.</param>
    /// <param name="options">How engines work, and where their adapters come from.</param>
    /// <param name="added">LoRAs for the first model besides those that its folder names.</param>
    /// <exception cref="Onnx.ModelFormatException">A folder is not a model.</exception>
    /// <exception cref="CommandException">Two folders have the same name, which is the model's id.</exception>
    public ServedModels(IEnumerable<string> folders, DeviceGroup devices, EngineOptions options, IReadOnlyList<NamedAdapter> added)
    {
        foreach (string folder in folders)
        {
            _models.Add(ServedModel.Open(folder, devices, options, _models.Count == 0 ? added : []));
            if (_models.Count(model => model.Info.Id == _models[^1].Info.Id) > 1)
                throw new CommandException($"two models are called '{_models[^1].Info.Id}'; rename one of the folders");
        }
    }

    public IReadOnlyList<ServedModel> Models => _models;

    public async ValueTask DisposeAsync()
    {
        foreach (var model in _models)
            await model.DisposeAsync().ConfigureAwait(false);
    }
}
