using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Gateway.Fleet;
using SwiftDiffusion.Gateway.Models;
using SwiftDiffusion.Queue.AddOns;

namespace SwiftDiffusion.Gateway.Registry;

/// <summary>Registered models as the list of models shows them. While the store is away nothing is known of them beyond what workers serve.</summary>
internal sealed class RegisteredModels(AddOnRegistry registry, FleetWatch fleet)
{
    /// <summary>All, in the order of their registration.</summary>
    public async Task<IReadOnlyList<ModelBody>> ListAsync(CancellationToken cancellationToken)
    {
        if (!fleet.HasStore)
            return [];
        var view = fleet.View;
        var entries = (await registry.ListAsync(cancellationToken)).Entries;
        return [.. entries.Where(entry => entry.Registration.Kind == AddOnKind.Model).Select(entry => BodyOf(AddOnBodies.Of(entry, view), view))];
    }

    /// <returns>Null when none was registered under that id.</returns>
    public async Task<ModelBody?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!fleet.HasStore || !AddOnRegistration.IsName(id))
            return null;
        var view = fleet.View;
        return await registry.FindAsync(AddOnKind.Model, id, cancellationToken) is { } entry ? BodyOf(AddOnBodies.Of(entry, view), view) : null;
    }

    /// <summary>A model's body: what OpenAI's clients know, and how far its registration is.</summary>
    public static ModelBody BodyOf(AddOnBody registration, FleetView view) =>
        ModelBody.From(registration, view.Models.FirstOrDefault(served => served.Id == registration.Name));
}
