using SwiftDiffusion.Gateway.WebUi;

namespace SwiftDiffusion.Gateway.Reference;

/// <summary>What the reference says of the web UI's routes.</summary>
internal static class WebUiReference
{
    private const string Refusals = "Fields of the web UI that are not supported pass at their defaults and are refused by name otherwise; unknown ones are "
        + "noted in the answer's info.";

    private const string OlderRoutes = "A route that the ControlNet extension has given up; clients from before send it controlnet_units.";

    public static readonly Described Txt2Img = Described.Answering<WebUiAnswer>("A prompt to pictures", Refusals).WithJson(typeof(WebUiFields)).MayFail(DescribedFailures.WebUiPictures)
        .WithExample("""{"prompt": "a (large:1.2) red house, sunset <lora:pastel:0.7>", "steps": 20, "sampler_name": "DPM++ 2M", "scheduler": "karras", "seed": 4}""");

    public static readonly Described Img2Img = Described.Answering<WebUiAnswer>("A picture and a prompt to changed pictures", Refusals)
        .WithJson(typeof(InitImageDescriptions), typeof(WebUiFields)).MayFail(DescribedFailures.WebUiPictures)
        .WithExample("""{"prompt": "a large red house at night", "init_images": ["data:image/png;base64,…"], "denoising_strength": 0.6}""");

    public static readonly Described OlderTxt2Img = Described.Answering<WebUiAnswer>("As txt2img", OlderRoutes).WithJson(typeof(WebUiFields)).MayFail(DescribedFailures.WebUiPictures);

    public static readonly Described OlderImg2Img = Described.Answering<WebUiAnswer>("As img2img", OlderRoutes)
        .WithJson(typeof(InitImageDescriptions), typeof(WebUiFields)).MayFail(DescribedFailures.WebUiPictures);

    public static readonly Described Progress = Described.Answering<ProgressBody>("How far the oldest running task is")
        .WithQuery("skip_current_image", "true leaves out the preview.");

    public static readonly Described Interrupt = Described.Answering<EmptyBody>("Ends the oldest running task", "Its answer has the pictures as far as they could be seen.");

    public static readonly Described Skip = Described.Answering<EmptyBody>("As interrupt", "All pictures of a request are made at once, so there is no next one.");

    public static readonly Described Options = Described.Answering<SettingsBody>("Settings of later requests");

    public static readonly Described SetOptions = Described.Answering<EmptyBody>(
        "Changes settings of later requests", "For everybody who uses this server.").WithJson(typeof(SettingsBody)).MayFail(DescribedFailures.WebUiBody).WithExample("""{"samples_format": "webp"}""");

    public static readonly Described PngInfo = Described.Answering<PngInfoBody>("What a picture was made from").WithJson(typeof(PictureQuestion)).MayFail(DescribedFailures.WebUiBody);

    public static readonly Described Loras = Described.Answering<LoraBody[]>("LoRAs of the current checkpoint");

    public static readonly Described Checkpoints = Described.Answering<CheckpointBody[]>("Models");

    public static readonly Described SamplerList = Described.Answering<SamplerBody[]>("Samplers of the current checkpoint");

    public static readonly Described Schedules = Described.Answering<ScheduleBody[]>("Schedule types");

    public static readonly Described Upscalers = Described.Answering<UpscalerBody[]>("Upscalers: none");

    public static readonly Described Embeddings = Described.Answering<EmbeddingsBody>("Embeddings: none");

    public static readonly Described Scripts = Described.Answering<ScriptsBody>("Scripts: ControlNet");

    public static readonly Described Memory = Described.Answering<MemoryBody>("Memory in bytes");

    public static readonly Described CommandFlags = Described.Answering<CommandFlagsBody>("Flags of the web UI");

    public static readonly Described EmptyList = Described.Answering<string[]>("A list of things there are none of");

    public static readonly Described AlwaysDone = Described.Answering<EmptyBody>("Nothing to do", "Add-ons are looked up by each request, and models stay loaded.");

    public static readonly Described TaskProgress = Described.Answering<TaskProgressBody>("How far one task is").WithJson(typeof(TaskQuestion)).MayFail(DescribedFailures.WebUiBody)
        .WithExample("""{"id_task": "task(1)", "id_live_preview": -1, "live_preview": true}""");

    public static readonly Described PendingTasks = Described.Answering<PendingTasksBody>("Tasks on which no device works yet");

    public static readonly Described Version = Described.Answering<ControlNetVersionBody>("Version of the extension's API");

    public static readonly Described ControlNets = Described.Answering<ControlNetModelsBody>("ControlNets of the current checkpoint");

    public static readonly Described Modules = Described.Answering<ControlNetModulesBody>("Preprocessors");

    public static readonly Described ControlTypes = Described.Answering<ControlTypesBody>("Preprocessors and ControlNets that go together");

    public static readonly Described ControlNetSettings = Described.Answering<ControlNetSettingsBody>("Most units of a request");

    public static readonly Described Detect = Described.Answering<DetectedBody>("Draws edges without making a picture").WithJson(typeof(DetectQuestion)).MayFail([401, 413, 422, 429])
        .WithExample("""{"controlnet_module": "canny", "controlnet_input_images": ["data:image/png;base64,…"]}""");
}
