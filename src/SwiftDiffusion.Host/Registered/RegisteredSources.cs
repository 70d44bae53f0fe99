using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Engine.Adapters.Store;

namespace SwiftDiffusion.Host.Registered;

/// <summary>Where the engine gets registered add-ons from.</summary>
internal static class RegisteredSources
{
    /// <summary>One to be looked at: what was uploaded is kept already.</summary>
    public static AdapterSource.Remote Of(AddOnRegistration addOn) => addOn.Source is { } source
        ? new AdapterSource.Remote(source, addOn.Sha256) { IsGuarded = true }
        : AdapterSource.OfContent(addOn.Sha256!);

    /// <summary>One that is ready: its own source only where it is fetched on use.</summary>
    public static AdapterSource.Remote Of(AddOnEntry entry) =>
        entry.Registration.IsFetchedOnUse ? Of(entry.Registration) : AdapterSource.OfContent(entry.Sha256!);
}
