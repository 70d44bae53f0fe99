using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Queue.AddOns;

namespace SwiftDiffusion.Host.Registered;

/// <summary>
/// Looks at a registered add-on before anybody may use it: (1) fetch it, bounded and behind the guard, (2) check it against its model, (3) put its content where
/// every worker gets it.
/// </summary>
internal static class AddOnChecks
{
    public static async Task<AddOnOutcome> RunAsync(
        AddOnRegistration addOn, ServedModel model, OfferedAddOns offered, AddOnContents contents, IProgress<AddOnProgress> progress, CancellationToken cancellation)
    {
        var source = RegisteredSources.Of(addOn);
        var transfer = new TransferProgress(progress);
        try
        {
            // 1. and 2.
            using var fetched = addOn.Kind == AddOnKind.Adapter
                ? await model.Engine.Adapters.FetchAsync(addOn.Name, source, transfer, cancellation).ConfigureAwait(false)
                : await offered.FetchControlNetAsync(addOn.Name, source, model, transfer, cancellation).ConfigureAwait(false);

            // 3.
            if (addOn.Source is not null)
                await contents.PutAsync(fetched.Sha256, fetched.Path, cancellation).ConfigureAwait(false);
            return new AddOnOutcome.Accepted(fetched.Sha256, fetched.SizeBytes);
        }
        catch (AdapterLoadException e)
        {
            return new AddOnOutcome.Refused(e.Reason);
        }
        catch (ModelFormatException e)
        {
            return new AddOnOutcome.Refused(e.Problem);
        }
    }

    private sealed class TransferProgress(IProgress<AddOnProgress> progress) : IProgress<AdapterProgress>
    {
        public void Report(AdapterProgress value) => progress.Report(new AddOnProgress(value.ReceivedBytes, value.TotalBytes));
    }
}
