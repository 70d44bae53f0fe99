using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace SwiftDiffusion.Host.Tests.Serving;

/// <summary>Pictures of a few bytes that would be gigabytes when decoded, at every door of the API: refused for what their headers say.</summary>
public sealed class HostilePicturesTests(RunningServer server)
{
    /// <summary>A name, and the file in base64.</summary>
    private static readonly Dictionary<string, string> Bombs = new()
    {
        ["PNG of 50000 x 50000"] = "iVBORw0KGgoAAAANSUhEUgAAw1AAAMNQCAAAAABuxGIWAAAAC0lEQVR4nGNggAIAAAkAAftSuKkAAAAASUVORK5CYII=",
        ["WebP of 16383 x 16383"] = "UklGRh4AAABXRUJQVlA4TBIAAAAv/r//DwAAAAAAAAAAAAAAAAA=",
        ["WebP on a canvas of 16777216 x 16777216"] = "UklGRiYAAABXRUJQVlA4WAoAAAAAAAAA////////VlA4TAgAAAAv/r//DwAAAA==",
        ["JPEG of 65535 x 65535"] = "/9j/wAARCP////8DAREAAhEAAxEA/9oADAMBAAIAAwAAPwAA/9k=",
    };

    /// <summary>Where pictures come in; BOMB stands for one, PNG for a harmless one.</summary>
    private static readonly Dictionary<string, string> Doors = new()
    {
        ["v1/images/edits"] = """{"prompt":"x","images":[{"image_url":"data:image/png;base64,BOMB"}]}""",
        ["v1/images/edits?mask"] = """{"prompt":"x","images":[{"image_url":"data:image/png;base64,PNG"}],"mask":{"image_url":"data:image/png;base64,BOMB"}}""",
        ["v1/images/variations"] = """{"images":[{"image_url":"data:image/png;base64,BOMB"}]}""",
        ["v1/images/generations"] = """{"prompt":"x","controlnets":[{"name":"CONTROLNET","image":"BOMB"}]}""",
        ["v1/control-images"] = """{"image":"BOMB","preprocessor":"canny"}""",
        ["v1/jobs"] = """{"prompt":"x","image":"BOMB"}""",
        ["v1/jobs?mask"] = """{"prompt":"x","image":"PNG","mask":"BOMB"}""",
        ["sdapi/v1/img2img"] = """{"init_images":["BOMB"]}""",
        ["sdapi/v1/txt2img"] = """{"controlnet_units":[{"model":"CONTROLNET","image":"BOMB"}]}""",
        ["controlnet/detect"] = """{"controlnet_module":"canny","controlnet_input_images":["BOMB"]}""",
    };

    private const string Harmless = "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAAAAACPAi4CAAAAG0lEQVR4nO3BgQAAAADDoPlT3+AEVQEAAAB8AxBAAAFGOA0dAAAAAElFTkSuQmCC";

    public static MatrixTheoryData<string, string> Attacks => new(Bombs.Keys, Doors.Keys);

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task A_bomb_is_refused_at_every_door(string bomb, string door)
    {
        string body = Doors[door].Replace("PNG", Harmless, StringComparison.Ordinal)
            .Replace("CONTROLNET", server.ControlNets[0], StringComparison.Ordinal).Replace("BOMB", Bombs[bomb], StringComparison.Ordinal);
        using var response = await server.Client.PostAsJsonAsync(door, JsonNode.Parse(body), TestContext.Current.CancellationToken);
        string answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity, $"{response.StatusCode} {answer}");
        Assert.Matches("at most [0-9]+ pixels", answer);
    }
}
