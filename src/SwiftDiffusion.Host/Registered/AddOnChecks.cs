using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Queue.AddOns;

namespace SwiftDiffusion.Host.Registered;

/// <summary>
/// Looks at a registered add-on before anybody may use it: (1) fetch it, bounded and behind the guard, (2) check it against its model, a model by opening it, (3) put
/// its content where every worker gets it.
/// </summary>
internal static class AddOnChecks
{
    public static async Task<AddOnOutcome> RunAsync(
        AddOnRegistration addOn, OfferedModels offered, AddOnContents contents, IProgress<AddOnProgress> progress, CancellationToken cancellation)
    {
        try
        {
            // 1. and 2.
            using var fetched = await offered.FetchAsync(addOn, new TransferProgress(progress), cancellation).ConfigureAwait(false);

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
        catch (NotFiniteException e)
        {
            return new AddOnOutcome.Refused($"makes no picture: {e.Message}");
        }
    }

    private sealed class TransferProgress(IProgress<AddOnProgress> progress) : IProgress<AdapterProgress>
    {
        public void Report(AdapterProgress value) => progress.Report(new AddOnProgress(value.ReceivedBytes, value.TotalBytes));
    }
}
