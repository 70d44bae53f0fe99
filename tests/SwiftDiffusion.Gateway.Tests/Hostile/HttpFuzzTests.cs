using System.Text;
using System.Text.Json;
using CsCheck;
using SwiftDiffusion.Gateway.Tests.Requests;

namespace SwiftDiffusion.Gateway.Tests.Hostile;

/// <summary>Whatever a client sends to a route, the answer is one that is declared: what was asked for, or a refusal with the body of its face. Never a crash, never silence.</summary>
public sealed class HttpFuzzTests
{
    private const int Requests = 300;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly string[] ContentTypes = ["application/json", "application/json; charset=utf-8", "text/plain", Forms.ContentType, "multipart/form-data", "nonsense"];

    private static readonly byte[] Form = Forms.Write(
        ("prompt", "p"), ("n", "2"), ("size", "128x128"), ("image", Samples.PngBytes), ("mask", Samples.PngBytes), ("loras", "[{\"name\":\"watercolor\"}]"), ("stream", "false"));

    /// <summary>Routes that take a body, each with one that is valid.</summary>
    public static TheoryData<string, string> Bodies { get; } = new()
    {
        { "v1/images/generations", """{"prompt":"p","n":2,"size":"128x128","loras":[{"name":"watercolor","scale":1}],"controlnets":[{"name":"canny","image":"PNG"}],"stream":true,"partial_images":1}""" },
        { "v1/images/edits", """{"prompt":"p","images":[{"image_url":"data:image/png;base64,PNG"}],"mask":{"image_url":"data:image/png;base64,PNG"},"strength":0.5}""" },
        { "v1/images/variations", """{"images":[{"image_url":"data:image/png;base64,PNG"}],"n":1}""" },
        { "v1/control-images", """{"image":"PNG","preprocessor":"canny","size":"128x128"}""" },
        { "v1/jobs", """{"prompt":"p","image":"PNG","mask":"PNG","priority":"low","timeout_seconds":60,"webhook_url":"https://example.com/","previews":true}""" },
        { "sdapi/v1/txt2img", """{"prompt":"p <lora:pixelart:1>","sampler_name":"DDIM","steps":4,"override_settings":{"samples_format":"png"},"controlnet_units":[{"model":"seg","image":"PNG"}]}""" },
        { "sdapi/v1/img2img", """{"prompt":"p","init_images":["PNG"],"mask":"PNG","mask_blur":2,"inpainting_fill":1,"denoising_strength":0.5}""" },
        { "sdapi/v1/options", """{"sd_model_checkpoint":"tiny","samples_format":"png","CLIP_stop_at_last_layers":1}""" },
        { "sdapi/v1/png-info", """{"image":"PNG"}""" },
        { "controlnet/detect", """{"controlnet_module":"canny","controlnet_input_images":["PNG"],"controlnet_processor_res":64}""" },
        { "internal/progress", """{"id_task":"a","id_live_preview":-1,"live_preview":true}""" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Any_body_is_answered_as_declared(string path, string body)
    {
        string valid = BadRequests.Expand(body);
        var damaged = Gen.OneOf(
            Damage.OneValue(valid).Select(Encoding.UTF8.GetBytes), Damage.Bytes(Encoding.UTF8.GetBytes(valid)), Damage.Bytes(Form), Gen.Byte.Array[0, 64]);
        // Three of four say that it is what it is.
        var contentType = Gen.Frequency((3, Gen.Const(ContentTypes[0])), (1, Gen.Int[0, ContentTypes.Length - 1].Select(index => ContentTypes[index])));
        await using var gateway = await StartAsync(path);
        await Gen.Select(damaged, contentType).SampleAsync(sent => AnswersAsDeclaredAsync(gateway.Client, path, sent.Item1, sent.Item2), iter: Requests, threads: 2);
    }

    private static async Task<Fuzzed> StartAsync(string path)
    {
        if (path == "v1/jobs")
        {
            var queued = await QueuedGateway.StartAsync();
            return new Fuzzed(queued.Client, queued);
        }

        var running = await RunningGateway.StartAsync();
        return new Fuzzed(running.Client, running);
    }

    private static async Task<bool> AnswersAsDeclaredAsync(HttpClient client, string path, byte[] body, string contentType)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var response = await client.PostAsync(path, content, patience.Token);
        string answer = await response.Content.ReadAsStringAsync(patience.Token);
        int status = (int)response.StatusCode;
        return status is >= 200 and < 300 || (status is >= 400 and < 500 && Declared.IsErrorOf(path, JsonElement.Parse(answer)));
    }

    /// <summary>A gateway that is there for one route.</summary>
    private sealed record Fuzzed(HttpClient Client, IAsyncDisposable Gateway) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Gateway.DisposeAsync();
    }
}
