using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Host.Tests.Serving;

/// <summary>Edits, streams and URLs over the built-in model.</summary>
public sealed class EditTests(RunningServer server)
{
    private const int Side = 64;

    [Fact]
    public async Task An_edit_changes_the_picture_and_keeps_what_the_mask_keeps()
    {
        byte[] picture = await server.GenerateAsync(Request());
        byte[] edited = await EditAsync(("image", picture), ("mask", TransparentCorner()), ("prompt", "a blue mushroom"), ("num_inference_steps", "4"));

        var (before, after) = (Decode(picture), Decode(edited));
        int[] changed = [.. Enumerable.Range(0, Side * Side).Where(i => !before.Rgba.Slice(4 * i, 4).SequenceEqual(after.Rgba.Slice(4 * i, 4)))];
        Assert.NotEmpty(changed);
        Assert.All(changed, i => Assert.True(i % Side < Side / 2 && i / Side < Side / 2));
    }

    [Fact]
    public async Task Strength_decides_how_much_of_the_picture_is_left()
    {
        byte[] picture = await server.GenerateAsync(Request());
        double weak = Difference(picture, await EditAsync(("image", picture), ("prompt", "a blue mushroom"), ("strength", "0.2"), ("seed", "3")));
        double strong = Difference(picture, await EditAsync(("image", picture), ("prompt", "a blue mushroom"), ("strength", "0.9"), ("seed", "3")));
        Assert.True(weak < strong, $"{weak} against {strong}");
        Assert.Equal(0.9, GenerationParameters.Parse(ImageCodec.ReadParameters(
            await EditAsync(("image", picture), ("prompt", "x"), ("strength", "0.9")))!)!.DenoisingStrength);
    }

    [Fact]
    public async Task An_edit_has_the_proportions_of_its_picture()
    {
        var request = Request();
        request["size"] = "192x96";
        var edited = Decode(await EditAsync(("image", await server.GenerateAsync(request)), ("prompt", "x"), ("num_inference_steps", "2")));
        Assert.Equal(2, (double)edited.Width / edited.Height, 0.3);
    }

    [Fact]
    public async Task A_picture_that_breaks_off_is_refused()
    {
        byte[] picture = await server.GenerateAsync(Request());
        using var response = await PostAsync(("image", picture[..(picture.Length / 2)]), ("prompt", "x"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("image", JsonElement.Parse(body).GetProperty("error").GetProperty("param").GetString());
    }

    [Fact]
    public async Task Streamed_previews_are_pictures_that_come_ever_closer_to_the_last()
    {
        var request = Request();
        (request["stream"], request["partial_images"], request["num_inference_steps"]) = (true, 3, 12);
        using var response = await server.PostAsync(request, TestContext.Current.CancellationToken);
        var pictures = new List<byte[]>();
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken))
            pictures.Add(JsonElement.Parse(item.Data).GetProperty("b64_json").GetBytesFromBase64());

        Assert.Equal(4, pictures.Count);
        double[] distances = [.. pictures[..3].Select(picture => Difference(picture, pictures[3]))];
        Assert.True(distances[0] > distances[1] && distances[1] > distances[2], string.Join(", ", distances));
        request["stream"] = false;
        request.Remove("partial_images");
        Assert.Equal(await server.GenerateAsync(request), pictures[3]);
    }

    [Fact]
    public async Task A_picture_asked_for_as_a_url_is_the_same_picture()
    {
        var request = Request();
        request["response_format"] = "url";
        using var response = await server.PostAsync(request, TestContext.Current.CancellationToken);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        string url = JsonElement.Parse(body).GetProperty("data")[0].GetProperty("url").GetString()!;
        Assert.Equal(await server.GenerateAsync(Request()), await server.Client.GetByteArrayAsync(new Uri(url), TestContext.Current.CancellationToken));
    }

    private static JsonObject Request() => new() { ["prompt"] = "a large red house, sunset", ["seed"] = 1, ["num_inference_steps"] = 4, ["size"] = $"{Side}x{Side}" };

    private async Task<byte[]> EditAsync(params (string Name, object Value)[] parts)
    {
        using var response = await PostAsync([.. parts.Any(part => part.Name == "image" && Decode((byte[])part.Value).Width != Side) ? parts : parts.Append(("size", $"{Side}x{Side}"))]);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonElement.Parse(body).GetProperty("data")[0].GetProperty("b64_json").GetBytesFromBase64();
    }

    private async Task<HttpResponseMessage> PostAsync(params (string Name, object Value)[] parts)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in parts)
        {
            if (value is byte[] bytes)
                form.Add(new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } }, name, "picture");
            else
                form.Add(new StringContent((string)value, Encoding.UTF8), name);
        }

        return await server.Client.PostAsync("v1/images/edits", form, TestContext.Current.CancellationToken);
    }

    private static byte[] TransparentCorner()
    {
        var rgba = new byte[4 * Side * Side];
        for (int i = 0; i < Side * Side; i++)
            rgba[(4 * i) + 3] = (byte)(i % Side < Side / 2 && i / Side < Side / 2 ? 0 : 255);
        return ImageCodec.Encode(PixelImage.FromRgba(rgba, Side, Side), ImageFormat.Png, 100, null);
    }

    private static double Difference(byte[] a, byte[] b) =>
        Decode(a).Rgba.ToArray().Zip(Decode(b).Rgba.ToArray(), (x, y) => Math.Abs(x - y)).Average();

    private static PixelImage Decode(byte[] file) => ImageCodec.Decode(file, ImageLimits.Default);
}
