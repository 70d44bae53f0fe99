using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests.WebUi;

public sealed class WebUiParserTests
{
    /// <summary>Fields that are not supported, the field to blame and a part of the message.</summary>
    public static TheoryData<string, string, string> UnsupportedTable { get; } = new()
    {
        { """{"enable_hr":true}""", "enable_hr", "upscaling in two passes is not supported" },
        { """{"styles":["a"]}""", "styles", "write them into the prompt" },
        { """{"refiner_checkpoint":"x"}""", "refiner_checkpoint", "refiners are not supported" },
        { """{"restore_faces":true}""", "restore_faces", "accepted: false" },
        { """{"tiling":true}""", "tiling", "accepted: false" },
        { """{"subseed_strength":0.5}""", "subseed_strength", "accepted: 0" },
        { """{"seed_resize_from_h":64}""", "seed_resize_from_h", "accepted: -1 or 0" },
        { """{"eta":0.5}""", "eta", "accepted: 0 or 1" },
        { """{"eta":1,"sampler_name":"DDIM"}""", "eta", "accepted: 0 for DDIM" },
        { """{"save_images":true}""", "save_images", "in the answer only" },
        { """{"infotext":"Steps: 4"}""", "infotext", "send the fields themselves" },
        { """{"disable_extra_networks":true}""", "disable_extra_networks", "accepted: false" },
        { """{"alwayson_scripts":{"ADetailer":{"args":[]}}}""", "alwayson_scripts.ADetailer", "ControlNet alone" },
        { """{"override_settings":{"sd_vae":"x"}}""", "override_settings.sd_vae", "default" },
        { """{"override_settings":{"sd_model_checkpoint":"tinny"}}""", "override_settings.sd_model_checkpoint", "most likely tiny" },
        { """{"override_settings":{"samples_format":"jpg"},"override_settings_restore_afterwards":false}""", "override_settings_restore_afterwards", "kept by POST" },
        { """{"scheduler":"exponential"}""", "scheduler", "Automatic, Uniform, Karras for Euler" },
        { """{"scheduler":"karras","sampler_name":"DDIM"}""", "scheduler", "Automatic, Uniform for DDIM" },
        { """{"batch_size":4,"n_iter":3}""", "n_iter", "at most 10 pictures" },
        { """{"prompt":"a\u0000b"}""", "prompt", "U+0000" },
        { """{"steps":0}""", "steps", "from 1 to 1000" },
    };

    [Fact]
    public void An_empty_body_has_the_web_UIs_defaults_at_the_models_size()
    {
        var request = WebUiParsing.Valid("{}");
        var job = request.Job;
        Assert.Equal(("tiny", "", 50, 7.0), (job.Model, job.Prompt, job.InferenceSteps, job.GuidanceScale));
        Assert.Equal((128, 128, FixedSeedSource.Seed, 0), (job.Width, job.Height, job.Seed, job.ClipSkip));
        Assert.Equal(("euler", "Euler", PromptSyntax.Weighted), (job.NoiseScheduler, request.Sampler, job.PromptSyntax));
        Assert.Null(job.Source);
    }

    [Fact]
    public void Everything_a_client_may_say_reaches_the_job()
    {
        var request = WebUiParsing.Valid("""
            {"prompt":"(a:1.2) <lora:pixelart:0.5>","negative_prompt":"q","seed":9,"sampler_name":"k_dpmpp_2m","scheduler":"Uniform","steps":4,
             "cfg_scale":1.5,"width":256,"height":192,"batch_size":2,"n_iter":3,"send_images":false,"force_task_id":"me",
             "override_settings":{"CLIP_stop_at_last_layers":2,"samples_format":"jpg"}}
            """);
        var job = request.Job;
        Assert.Equal(("(a:1.2) ", "q", 9L, "dpmpp-2m"), (job.Prompt, job.NegativePrompt, job.Seed, job.NoiseScheduler));
        Assert.Equal((4, 1.5, 256, 192, 6), (job.InferenceSteps, job.GuidanceScale, job.Width, job.Height, job.ImageCount));
        Assert.Equal((1, OutputFormat.Jpeg), (job.ClipSkip, job.Output.Format));
        Assert.Equal([new LoraReference("pixelart", 0.5)], job.Loras);
        Assert.Equal(("(a:1.2) <lora:pixelart:0.5>", "me", false), (request.WrittenPrompt, request.TaskId, request.SendsImages));
    }

    [Theory]
    [MemberData(nameof(UnsupportedTable))]
    public void What_is_not_supported_is_refused_by_name(string body, string field, string message)
    {
        var refused = WebUiParsing.Refused(body);
        var problem = Assert.Single(refused.Problems);
        Assert.Equal((422, field), (refused.Status, problem.Field));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"styles":[],"subseed":-1,"subseed_strength":0,"seed_resize_from_h":-1,"restore_faces":false,"tiling":false,"eta":0,"s_noise":1}""")]
    [InlineData("""{"enable_hr":false,"hr_scale":2,"hr_upscaler":"Latent","refiner_checkpoint":"","refiner_switch_at":0,"denoising_strength":0}""")]
    [InlineData("""{"script_name":"None","script_args":[],"save_images":false,"do_not_save_grid":true,"alwayson_scripts":{},"override_settings":{}}""")]
    [InlineData("""{"sampler_name":"Euler a","eta":1.0,"controlnet_units":[]}""")]
    [InlineData("""{"prompt":null,"sampler_name":null,"sampler_index":"","scheduler":null,"s_tmax":null}""")]
    public void What_asks_for_nothing_passes(string body) => Assert.Empty(WebUiParsing.Valid(body).Notes);

    [Fact]
    public void Fields_nobody_knows_are_noted() =>
        Assert.Equal(["promt is unknown"], WebUiParsing.Valid("""{"promt":"a"}""").Notes);

    [Theory]
    [InlineData("""{"sampler_name":"DPM fast"}""", 404, "Sampler not found")]
    [InlineData("""{"sampler_index":"Euler a Karras"}""", 404, "Sampler not found")]
    [InlineData("""{"script_name":"x/y plot"}""", 422, "Script 'x/y plot' not found")]
    [InlineData("[]", 422, null)]
    public void Some_failures_have_the_web_UIs_own_words(string body, int status, string? detail)
    {
        var refused = WebUiParsing.Refused(body);
        Assert.Equal((status, detail), (refused.Status, refused.Detail));
    }

    [Theory]
    [InlineData("tiny")]
    [InlineData("tiny.safetensors [abc123]")]
    [InlineData("owner/plain")]
    public void A_checkpoint_is_named_by_id_or_by_title(string title)
    {
        var job = WebUiParsing.Valid($$$"""{"override_settings":{"sd_model_checkpoint":"{{{title}}}"},"sampler_name":"DDIM"}""").Job;
        Assert.Equal(title.Split('.')[0], job.Model);
    }
}
