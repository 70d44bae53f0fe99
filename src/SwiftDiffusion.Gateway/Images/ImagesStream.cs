using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Images;

/// <summary>
/// Answers with events of the OpenAI API: <c>….partial_image</c> for previews, <c>….completed</c> for each picture, <c>error</c> if it goes
/// wrong after the answer has begun. A failure before that is an ordinary error answer.
/// <list type="number">
/// <item>start the job; its reports, its end and the clock write into one channel</item>
/// <item>pass on what comes out of the channel</item>
/// <item>end with the pictures or the failure</item>
/// </list>
/// </summary>
internal sealed class ImagesStream(BoundedGeneration generation, IOptions<GatewayOptions> options, TimeProvider time)
{
    private const string StillThere = "keep-alive";

    /// <summary>Runs the job and writes the events. A failure of which nothing has been written is returned for the caller to answer.</summary>
    public async Task<GenerationOutcome> RunAsync(HttpContext context, ImagesOperation operation, ImagesRequest request)
    {
        var cancellation = context.RequestAborted;
        var stream = new EventStream(context.Response);

        // 1. Start.
        var reports = Channel.CreateUnbounded<GenerationProgress?>();
        await using var clock = time.CreateTimer(
            _ => reports.Writer.TryWrite(null), state: null, options.Value.KeepAlive, options.Value.KeepAlive);
        var running = RunToEndAsync(request.Job, reports.Writer, cancellation);

        // 2. Pass on. A client that leaves ends the job as well, which ends the channel.
        try
        {
            await foreach (var report in reports.Reader.ReadAllAsync(cancellation))
                await PassOnAsync(stream, operation, request, report, cancellation);
        }
        finally
        {
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // 3. End.
        var outcome = await running;
        if (outcome is GenerationOutcome.Completed { Result: var result })
            await CompleteAsync(context, stream, operation, request, result);
        else if (stream.IsStarted)
            await FailAsync(stream, ((GenerationOutcome.Failed)outcome).Failure, cancellation);
        return outcome;
    }

    private async Task<GenerationOutcome> RunToEndAsync(GenerationJob job, ChannelWriter<GenerationProgress?> reports, CancellationToken cancellation)
    {
        try
        {
            return await generation.RunAsync(job, new Reports(reports), cancellation);
        }
        finally
        {
            reports.Complete();
        }
    }

    private Task PassOnAsync(
        EventStream stream, ImagesOperation operation, ImagesRequest request, GenerationProgress? report, CancellationToken cancellation) => report switch
        {
            null => stream.CommentAsync(StillThere, cancellation),
            GenerationProgress.Previewed preview => stream.EventAsync($"{operation.EventPrefix}.partial_image", async json =>
            {
                WriteDescription(json, request);
                json.WriteNumber("partial_image_index", preview.Index);
                json.WriteNumber("image_index", preview.Image);
                await WritePictureAsync(json, stream, preview.Content, cancellation);
            }, cancellation),
            // Work has begun: the client may see its answer begin as well.
            _ => stream.StartAsync(cancellation),
        };

    private async Task CompleteAsync(
        HttpContext context, EventStream stream, ImagesOperation operation, ImagesRequest request, GenerationResult result)
    {
        for (int i = 0; i < result.Images.Length; i++)
        {
            var (image, index) = (result.Images[i], i);
            await stream.EventAsync($"{operation.EventPrefix}.completed", async json =>
            {
                WriteDescription(json, request);
                json.WriteNumber("image_index", index);
                json.WriteNumber("seed", image.Seed);
                UsageBody.Write(json);
                await WritePictureAsync(json, stream, image.Content, context.RequestAborted);
            }, context.RequestAborted);
        }
    }

    private static Task FailAsync(EventStream stream, JobFailure failure, CancellationToken cancellation) => stream.EventAsync("error", json =>
    {
        var problem = ApiProblem.From(failure);
        json.WritePropertyName("error");
        JsonSerializer.Serialize(json, ProblemWriter.ErrorOf(problem), GatewayJson.Default.ErrorBody);
        return Task.CompletedTask;
    }, cancellation);

    private void WriteDescription(Utf8JsonWriter json, ImagesRequest request)
    {
        json.WriteNumber("created_at", time.GetUtcNow().ToUnixTimeSeconds());
        json.WriteString("size", string.Create(CultureInfo.InvariantCulture, $"{request.Job.Width}x{request.Job.Height}"));
        json.WriteString("quality", request.Quality);
        json.WriteString("background", "opaque");
        json.WriteString("output_format", OutputFormatNames.Of(request.Job.Output.Format));
    }

    private static Task WritePictureAsync(Utf8JsonWriter json, EventStream stream, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        json.WritePropertyName("b64_json");
        return Base64Value.WriteAsync(json, stream.Body, content, cancellation);
    }

    /// <summary>Reports go into the channel at once, on whatever thread they come.</summary>
    private sealed class Reports(ChannelWriter<GenerationProgress?> writer) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => writer.TryWrite(value);
    }
}
