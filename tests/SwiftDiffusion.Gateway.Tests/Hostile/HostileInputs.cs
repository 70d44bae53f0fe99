using System.Text;

namespace SwiftDiffusion.Gateway.Tests.Hostile;

/// <summary>
/// What somebody may send who means no good, and the refusal it meets. Capitals stand for what would not fit into a line, see <see cref="Expand"/>.
/// Pictures that are bombs are tested with the code that decodes them, by the executable's tests.
/// </summary>
internal static class HostileInputs
{
    public const int MaxBody = 200_000;
    public const int MaxPicture = 50_000;

    /// <summary>What it tries, the path, the body, the status of the refusal, and a part of what it says.</summary>
    public static TheoryData<string, string, string, int, string> Bodies { get; } = new()
    {
        { "oversized body", "v1/images/generations", """{"prompt":"HUGE"}""", 413, "body_too_large" },
        { "oversized body", "v1/images/edits", """{"prompt":"HUGE"}""", 413, "body_too_large" },
        { "oversized body", "v1/jobs", """{"prompt":"HUGE"}""", 413, "body_too_large" },
        { "oversized body", "v1/control-images", """{"image":"HUGE"}""", 413, "body_too_large" },
        { "oversized body", "sdapi/v1/txt2img", """{"prompt":"HUGE"}""", 413, "Request body too large" },
        { "oversized body", "sdapi/v1/png-info", """{"image":"HUGE"}""", 413, "Request body too large" },
        { "oversized body", "sdapi/v1/options", """{"samples_format":"HUGE"}""", 413, "Request body too large" },
        { "oversized body", "internal/progress", """{"id_task":"HUGE"}""", 413, "Request body too large" },

        { "oversized picture", "v1/images/edits", """{"prompt":"a","images":[{"image_url":"BIG"}]}""", 400, "at most 50000 bytes" },
        { "oversized picture", "v1/images/generations", """{"prompt":"a","controlnets":[{"name":"seg","image":"BIG"}]}""", 400, "at most 50000 bytes" },
        { "oversized picture", "v1/jobs", """{"prompt":"a","image":"BIG"}""", 400, "at most 50000 bytes" },
        { "oversized picture", "sdapi/v1/img2img", """{"init_images":["BIG"]}""", 422, "at most 50000 bytes" },
        { "oversized picture", "controlnet/detect", """{"controlnet_module":"canny","controlnet_input_images":["BIG"]}""", 422, "at most 50000 bytes" },

        { "decompression bomb", "v1/images/edits", """{"prompt":"a","images":[{"image_url":"BOMB"}]}""", 400, "too many pixels" },
        { "decompression bomb", "v1/images/edits", """{"prompt":"a","images":[{"image_url":"PNG"}],"mask":{"image_url":"BOMB"}}""", 400, "too many pixels" },
        { "decompression bomb", "v1/images/generations", """{"prompt":"a","controlnets":[{"name":"seg","image":"BOMB"}]}""", 400, "too many pixels" },
        { "decompression bomb", "v1/jobs", """{"prompt":"a","image":"PNG","mask":"BOMB"}""", 400, "too many pixels" },
        { "decompression bomb", "sdapi/v1/img2img", """{"init_images":["BOMB"]}""", 422, "too many pixels" },

        { "path in a name", "v1/images/generations", """{"prompt":"a","loras":[{"name":"../../../../etc/passwd"}]}""", 400, "loras[0].name" },
        { "path in a name", "v1/images/generations", """{"prompt":"a","loras":[{"path":"/etc/passwd"}]}""", 400, "loras[0].path" },
        { "path in a name", "v1/images/generations", """{"prompt":"a","loras":[{"path":"https://127.0.0.1/a.safetensors"}]}""", 400, "loras[0].path" },
        { "path in a name", "v1/images/generations", """{"prompt":"a","model":"..\\..\\windows"}""", 404, "unknown_model" },
        { "path in a name", "v1/images/generations", """{"prompt":"a","controlnets":[{"name":"/dev/zero","image":"PNG"}]}""", 400, "controlnets[0].name" },
        { "path in a name", "v1/jobs", """{"prompt":"a","model":"../tiny"}""", 404, "unknown_model" },
        { "path in a name", "v1/jobs", """{"prompt":"a","loras":[{"name":"../watercolor"}]}""", 400, "loras[0].name" },
        { "path in a name", "sdapi/v1/txt2img", """{"prompt":"<lora:..\/..\/etc\/passwd:1>"}""", 422, "prompt" },
        { "path in a name", "sdapi/v1/txt2img", """{"override_settings":{"sd_model_checkpoint":"../../etc/passwd"}}""", 422, "sd_model_checkpoint" },
        { "path in a name", "sdapi/v1/options", """{"sd_model_checkpoint":"/etc/passwd"}""", 422, "sd_model_checkpoint" },
        { "path in a name", "sdapi/v1/txt2img", """{"alwayson_scripts":{"controlnet":{"args":[{"enabled":true,"model":"../seg","image":"PNG"}]}}}""", 422, "args[0].model" },
        { "path in a name", "sdapi/v1/txt2img", """{"script_name":"../../run.py","script_args":["rm"]}""", 422, "not found" },

        { "file for a picture", "v1/images/generations", """{"prompt":"a","controlnets":[{"name":"seg","image":"file:///etc/passwd"}]}""", 400, "controlnets[0].image" },
        { "file for a picture", "sdapi/v1/img2img", """{"init_images":["/etc/passwd"]}""", 422, "init_images" },
        { "URL for a picture", "v1/images/edits", """{"prompt":"a","images":[{"image_url":"http://127.0.0.1/"}]}""", 400, "images[0].image_url" },
        { "URL for a picture", "sdapi/v1/img2img", """{"init_images":["http://169.254.169.254/latest"]}""", 422, "init_images" },

        { "webhook to loopback", "v1/jobs", Webhook("http://127.0.0.1:6379/"), 400, "not public" },
        { "webhook to loopback", "v1/jobs", Webhook("http://[::1]/"), 400, "not public" },
        { "webhook to loopback", "v1/jobs", Webhook("http://localhost/"), 400, "not public" },
        { "webhook to loopback", "v1/jobs", Webhook("http://localhost./"), 400, "not public" },
        { "webhook to loopback", "v1/jobs", Webhook("http://redis.localhost/"), 400, "not public" },
        { "webhook to loopback, decimal", "v1/jobs", Webhook("http://2130706433/"), 400, "not public" },
        { "webhook to loopback, octal", "v1/jobs", Webhook("http://0177.0.0.01/"), 400, "not public" },
        { "webhook to loopback, hexadecimal", "v1/jobs", Webhook("http://0x7f.0x1/"), 400, "not public" },
        { "webhook to loopback, IPv4 in IPv6", "v1/jobs", Webhook("http://[::ffff:127.0.0.1]/"), 400, "not public" },
        { "webhook to loopback, IPv4 in IPv6", "v1/jobs", Webhook("http://[::ffff:7f00:1]/"), 400, "not public" },
        { "webhook to the unspecified address", "v1/jobs", Webhook("http://0.0.0.0/"), 400, "not public" },
        { "webhook to a private network", "v1/jobs", Webhook("http://10.0.0.1/"), 400, "not public" },
        { "webhook to a private network", "v1/jobs", Webhook("http://172.31.255.255/"), 400, "not public" },
        { "webhook to a private network", "v1/jobs", Webhook("https://192.168.1.1/"), 400, "not public" },
        { "webhook to a private network", "v1/jobs", Webhook("http://[fd00::1]/"), 400, "not public" },
        { "webhook to link-local metadata", "v1/jobs", Webhook("http://169.254.169.254/latest/meta-data"), 400, "not public" },
        { "webhook to link-local metadata", "v1/jobs", Webhook("http://[fe80::1]/"), 400, "not public" },
        { "webhook of another scheme", "v1/jobs", Webhook("file:///etc/passwd"), 400, "the scheme file" },
        { "webhook of another scheme", "v1/jobs", Webhook("gopher://example.com/"), 400, "the scheme gopher" },
        { "webhook with a password", "v1/jobs", Webhook("https://user:password@example.com/"), 400, "a user name or password" },
        { "webhook that is no URL", "v1/jobs", Webhook("//127.0.0.1/"), 400, "webhook_url" },
        { "webhook with a line break", "v1/jobs", Webhook("https://example.com/\\r\\nX-A: 1"), 400, "an http or https URL" },

        { "deep nesting", "v1/images/generations", "DEEP", 400, "depth" },
        { "deep nesting", "v1/jobs", "DEEP", 400, "depth" },
        { "deep nesting", "sdapi/v1/txt2img", "DEEP", 422, "depth" },
        { "a field twice", "v1/images/generations", """{"prompt":"a","prompt":"b"}""", 400, "Duplicate" },
        { "a field twice", "v1/jobs", """{"prompt":"a","loras":[{"name":"watercolor","name":"pixelart"}]}""", 400, "Duplicate" },
        { "a field twice", "sdapi/v1/txt2img", """{"prompt":"a","prompt":"b"}""", 422, "Duplicate" },
        { "text after the object", "v1/images/generations", """{"prompt":"a"}{"prompt":"b"}""", 400, "accepted: a JSON object" },
        { "no object", "v1/jobs", "[]", 400, "accepted: a JSON object" },

        { "invalid UTF-8", "v1/images/generations", "{\"prompt\":\"\u00ff\"}", 400, "not valid Unicode" },
        { "invalid UTF-8", "v1/jobs", "{\"prompt\":\"\u00c0\u00af\"}", 400, "not valid Unicode" },
        { "invalid UTF-8", "sdapi/v1/txt2img", "{\"prompt\":\"\u00ed\u00a0\u0080\"}", 422, "not valid Unicode" },
        { "half a surrogate pair", "v1/images/generations", """{"prompt":"\ud800"}""", 400, "not valid Unicode" },
        { "control character", "v1/images/generations", """{"prompt":"a\u0000b"}""", 400, "U+0000" },
        { "control character", "v1/jobs", """{"prompt":"a","negative_prompt":"\u001b[2J"}""", 400, "U+001B" },
        { "control character", "sdapi/v1/txt2img", """{"prompt":"a\u0000b"}""", 422, "U+0000" },
        { "control character", "sdapi/v1/txt2img", """{"negative_prompt":"\u001b]0;x\u0007"}""", 422, "U+001B" },
        { "control character", "internal/progress", """{"id_task":"\u0000"}""", 422, "U+0000" },

        { "not a number", "v1/images/generations", """{"prompt":"a","guidance_scale":NaN}""", 400, "accepted: a JSON object" },
        { "not a number", "sdapi/v1/txt2img", """{"cfg_scale":"NaN"}""", 422, "cfg_scale" },
        { "number beyond all bounds", "v1/images/generations", """{"prompt":"a","seed":1e400}""", 400, "seed" },
        { "number beyond all bounds", "v1/images/generations", """{"prompt":"a","guidance_scale":-1e400}""", 400, "guidance_scale" },
        { "number beyond all bounds", "v1/jobs", """{"prompt":"a","timeout_seconds":1e400}""", 400, "timeout_seconds" },
        { "number beyond all bounds", "sdapi/v1/txt2img", """{"cfg_scale":1e400}""", 422, "cfg_scale" },
        { "number beyond all bounds", "sdapi/v1/txt2img", """{"eta":1e400}""", 422, "eta" },
        { "very many pictures", "v1/images/generations", """{"prompt":"a","n":2147483648}""", 400, "n: found 2147483648" },
        { "very many pictures", "sdapi/v1/txt2img", """{"batch_size":10,"n_iter":10}""", 422, "n_iter" },
        { "very many steps", "v1/images/generations", """{"prompt":"a","num_inference_steps":1000000000}""", 400, "num_inference_steps" },
        { "very many steps", "v1/jobs", """{"prompt":"a","num_inference_steps":1e9}""", 400, "num_inference_steps" },
        { "very many steps", "sdapi/v1/txt2img", """{"steps":2147483647}""", 422, "steps" },
        { "very large picture", "v1/images/generations", """{"prompt":"a","size":"99999999999x1"}""", 400, "size" },
        { "very large picture", "v1/jobs", """{"prompt":"a","width":2048,"height":2048}""", 400, "at most 2359296 pixels" },
        { "very large picture", "sdapi/v1/txt2img", """{"width":99999999,"height":99999999}""", 422, "width" },
        { "very large picture", "controlnet/detect", """{"controlnet_module":"canny","controlnet_input_images":["PNG"],"controlnet_processor_res":1000000}""", 422, "controlnet_processor_res" },
        { "very many add-ons", "v1/images/generations", """{"prompt":"a","loras":MANY}""", 400, "found 1000 entries; accepted: at most 16" },
        { "very many add-ons", "v1/jobs", """{"prompt":"a","controlnets":MANY}""", 400, "found 1000 entries; accepted: at most 8" },
        { "very many add-ons", "sdapi/v1/txt2img", """{"controlnet_units":MANY}""", 422, "found 1000 entries; accepted: at most 8" },
        { "very many problems", "v1/images/generations", """{"prompt":"a",FIELDS}""", 400, "found an unknown field" },
    };

    /// <summary>What it tries, the method, and an address as it goes over the wire; there is nothing at any of them.</summary>
    public static TheoryData<string, string, string> Addresses { get; } = new()
    {
        { "path in the id of a picture", "GET", "/v1/images/files/..%2f..%2f..%2fetc%2fpasswd" },
        { "path in the id of a picture", "GET", "/v1/images/files/%2e%2e/%2e%2e/%2e%2e/etc/passwd" },
        { "path in the id of a picture", "GET", "/v1/images/files/..%5c..%5cetc%5cpasswd" },
        { "path in the id of a job", "GET", "/v1/jobs/..%2f..%2fetc%2fpasswd" },
        { "path in the id of a job", "GET", "/v1/jobs/..%2f/images/0" },
        { "path in the id of a job", "DELETE", "/v1/jobs/%2e%2e%2f*" },
        { "wild card in the id of a job", "GET", "/v1/jobs/*/events" },
        { "commands in the id of a job", "GET", "/v1/jobs/job_0%0d%0aFLUSHALL%0d%0a" },
        { "negative number of a picture", "GET", "/v1/jobs/JOB/images/-1" },
        { "huge number of a picture", "GET", "/v1/jobs/JOB/images/99999999999" },
        { "path in the number of a picture", "GET", "/v1/jobs/JOB/images/..%2f0" },
        { "path in the id of a model", "GET", "/v1/models/..%2f..%2fetc/passwd" },
        { "path in the name of a page's file", "GET", "/playground/1/..%2f..%2f..%2fappsettings.json" },
        { "path in the name of a page's file", "GET", "/playground/../../etc/passwd" },
        { "path out of the root", "GET", "/../../../../etc/passwd" },
    };

    public static byte[] Expand(string body) => Encoding.Latin1.GetBytes(body
        .Replace("HUGE", new string('a', MaxBody), StringComparison.Ordinal)
        .Replace("DEEP", new string('[', 10_000), StringComparison.Ordinal)
        .Replace("MANY", $"[{string.Join(',', Enumerable.Repeat("{}", 1_000))}]", StringComparison.Ordinal)
        .Replace("FIELDS", string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"f{i}\":{i}")), StringComparison.Ordinal)
        .Replace("BIG", Convert.ToBase64String([.. Samples.PngBytes, .. new byte[MaxPicture]]), StringComparison.Ordinal)
        .Replace("BOMB", $"data:image/png;base64,{Samples.PngOfBase64(FakePictureService.TooLarge, 1)}", StringComparison.Ordinal)
        .Replace("PNG", $"data:image/png;base64,{Samples.PngBase64}", StringComparison.Ordinal));

    private static string Webhook(string url) => $$"""{"prompt":"a","webhook_url":"{{url}}"}""";
}
