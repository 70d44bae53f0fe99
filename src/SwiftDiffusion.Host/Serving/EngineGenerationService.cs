using System.Collections.Immutable;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host.Serving;

/// <summary>
/// Runs jobs on the engines of this process. Main path: (1) find the model, (2) translate the job, (3) generate its images, (4) encode each.
/// </summary>
/// <param name="models">Those that take jobs now.</param>
/// <param name="log">Where it logs.</param>
internal sealed class EngineGenerationService(Func<IReadOnlyList<ServedModel>> models, ILogger<EngineGenerationService> log)
{
    /// <summary>Prepares models for their first request.</summary>
    /// <exception cref="ModelFormatException">A model, or one of its add-ons, cannot be used.</exception>
    public async Task WarmAsync(IReadOnlyList<ServedModel> unprepared, CancellationToken cancellation)
    {
        foreach (var model in unprepared)
        {
            long start = TimeProvider.System.GetTimestamp();
            await model.WarmAsync(cancellation).ConfigureAwait(false);
            Log.ModelReady(log, model.Info.Id, model.Info.Kind, model.AddOns.Loras.Count, model.AddOns.ControlNets.Count, TimeProvider.System.GetElapsedTime(start).TotalSeconds);
        }
    }

    /// <summary>Makes the pictures of a job; foreseen failures are returned.</summary>
    /// <exception cref="OperationCanceledException">The token fired, or the engines were closed.</exception>
    public async Task<GenerationOutcome> GenerateAsync(GenerationJob job, IProgress<GenerationProgress> progress, CancellationToken cancellationToken)
    {
        // 1. The model.
        var model = models().FirstOrDefault(served => served.Info.Id == job.Model);
        using var use = model?.TryUse();
        if (model is null || use is null)
            return new JobFailure(FailureCode.UnknownModel, $"model: '{job.Model}' is not served, or no longer.", "model");
        var addOns = model.AddOns;
        if (JobFailures.Missing(job, addOns) is { } missing)
            return missing;
        try
        {
            return await RunAsync(model, addOns, job, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageRequestException e)
        {
            return JobFailures.From(e);
        }
        catch (NotFiniteException e)
        {
            return JobFailures.From(e, job);
        }
        catch (AdapterLoadException e)
        {
            Log.AddOnFailed(log, e.InnerException is ModelFormatException format ? format.Message : e.Message);
            return JobFailures.From(e, job);
        }
        catch (ModelFormatException e)
        {
            Log.AddOnFailed(log, e.Message);
            return JobFailures.From(e, job, addOns);
        }
        catch (Exception e) when (DeviceFailures.Of(e) is { } failure)
        {
            Log.DeviceFailed(log, e);
            return failure;
        }
    }

    private static async Task<GenerationOutcome> RunAsync(
        ServedModel model, NamedAddOns addOns, GenerationJob job, IProgress<GenerationProgress> progress, CancellationToken cancellation)
    {
        // 2. Translate.
        var (controlImages, unreadableControl) = ControlImages.Read(job);
        var (source, unreadableSource) = SourceImages.Read(job);
        if ((unreadableControl ?? unreadableSource ?? JobFailures.Unwritable(job)) is { } failure)
            return failure;
        var request = JobTranslation.ToRequest(job, controlImages, source, addOns);
        progress.Report(new GenerationProgress.Started());

        // 3. Generate: the images of a job share the denoising loop like those of different jobs.
        var results = await Task.WhenAll(Enumerable.Range(0, job.ImageCount).Select(GenerateAsync)).ConfigureAwait(false);

        // 4. Encode.
        long start = TimeProvider.System.GetTimestamp();
        var images = results.Select((result, i) => JobTranslation.Encode(result, job, source, model.Info, job.SeedOf(i))).ToImmutableArray();
        return new GenerationResult(images, JobTranslation.Slowest(results, TimeProvider.System.GetElapsedTime(start)));

        async Task<ImageResult> GenerateAsync(int i)
        {
            var observer = new ImageProgress(
                model.Engine, i, job.PreviewCount, picture => JobTranslation.Encode(picture, job, source, text: null), progress, cancellation);
            var adapters = new AdapterReports(progress);
            // The images of a job wait for the same transfers: one of them tells.
            var image = request with { Seed = (ulong)job.SeedOf(i), AdapterProgress = i == 0 ? adapters : null };
            var handle = model.Engine.Submit(image, observer, cancellation);
            await adapters.FollowAsync(i, handle.Events).ConfigureAwait(false);
            var result = await handle.Result.ConfigureAwait(false);
            await observer.ShownAsync().ConfigureAwait(false);
            return result;
        }
    }
}
