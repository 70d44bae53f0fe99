using SwiftDiffusion.Gateway.Health;
using SwiftDiffusion.Gateway.Images;
using SwiftDiffusion.Gateway.Models;

namespace SwiftDiffusion.Gateway.Reference;

/// <summary>What the reference says of the OpenAI API's routes and of the health checks.</summary>
internal static class ImagesReference
{
    public static readonly Described Generations = Described.Answering<ImagesAnswer>(
        "A prompt to pictures",
        "The OpenAI images API with extensions. Unknown fields are refused, with the closest known name. With stream, the answer is server-sent "
        + "events: image_generation.partial_image, image_generation.completed, error.")
        .WithJson(typeof(PictureFields)).OrAnswering(EventStream.MediaType).MayFail(DescribedFailures.Pictures)
        .WithExample("""{"prompt": "a large red house on the left, sunset", "seed": 7, "loras": [{"name": "pastel", "scale": 0.8}]}""");

    public static readonly Described Edits = Described.Answering<ImagesAnswer>(
        "A picture and a prompt to changed pictures",
        "As a form or as JSON. What the mask keeps is kept to the pixel. With stream: image_edit.partial_image, image_edit.completed, error.")
        .WithForm(typeof(PictureParts), typeof(MaskPart), typeof(MaskFields), typeof(StrengthFields), typeof(PictureFields))
        .WithJson(typeof(PictureUrls), typeof(MaskUrl), typeof(MaskFields), typeof(StrengthFields), typeof(PictureFields))
        .OrAnswering(EventStream.MediaType).MayFail(DescribedFailures.Pictures)
        .WithExample("""{"prompt": "a large blue mushroom at night", "images": [{"image_url": "data:image/png;base64,…"}], "strength": 0.7}""");

    public static readonly Described Variations = Described.Answering<ImagesAnswer>(
        "A picture to others like it", "An edit of the whole picture; a prompt is optional. With stream: image_variation.partial_image and so on.")
        .WithForm(typeof(PictureParts), typeof(StrengthFields), typeof(PictureFields))
        .WithJson(typeof(PictureUrls), typeof(StrengthFields), typeof(PictureFields))
        .OrAnswering(EventStream.MediaType).MayFail(DescribedFailures.Pictures)
        .WithExample("""{"images": [{"image_url": "data:image/png;base64,…"}], "n": 2}""");

    public static readonly Described File = new Described("A picture that was asked for as url", "Kept in memory for a while; 404 once it is gone. Needs no key: nobody can guess the address.")
        .OrAnswering("image/png").OrAnswering("image/jpeg").OrAnswering("image/webp").WithPath("id", "As in data[].url.").MayFail([StatusCodes.Status404NotFound]);

    public static readonly Described Models = Described.Answering<ModelListBody>(
        "The models, and what a request may name", "Defaults, LoRAs, ControlNets and noise schedulers of each.")
        .WithQuery("state", "all: also registered models that requests may not name yet, or that failed.").MayFail([400, 401]);

    public static readonly Described Model = Described.Answering<ModelBody>("One model", "Of a registered one also how far it is.").WithPath("id", "May hold slashes, as in owner/model.").MayFail(DescribedFailures.Lookup);

    public static readonly Described Live = Described.Answering<HealthBody>("Whether the process answers").MayFail(DescribedFailures.None);

    public static readonly Described Ready = Described.Answering<HealthBody>("Whether to send requests here")
        .WithQuery("exclude", "workers: ready as soon as requests can be taken in, though perhaps nobody works on them yet.")
        .OrStatus(StatusCodes.Status503ServiceUnavailable, "Not ready, and why.").MayFail(DescribedFailures.None);

    public static readonly Described Health = Described.Answering<HealthBody>("Readiness, and the models")
        .OrStatus(StatusCodes.Status503ServiceUnavailable, "Not ready, and why.").MayFail(DescribedFailures.None);
}
