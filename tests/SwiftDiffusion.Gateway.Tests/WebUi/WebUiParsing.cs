using System.Text;
using SwiftDiffusion.Gateway.Requests;
using SwiftDiffusion.Gateway.Tests.Requests;
using SwiftDiffusion.Gateway.WebUi;

namespace SwiftDiffusion.Gateway.Tests.WebUi;

/// <summary>Parses bodies of the web UI's API with the sample models. PNG stands for a valid image.</summary>
internal static class WebUiParsing
{
    public static ParseContext Context { get; } = Parsing.Context with { Models = [Samples.WebUi, Samples.Plain] };

    public static WebUiParsed Parse(string body, bool isImg2Img = false)
    {
        var json = JsonBody.Parse(Encoding.UTF8.GetBytes(BadRequests.Expand(body)), out _)!;
        return WebUiParser.Parse(isImg2Img, json.RootElement, WebUiSettings.Standard, Context);
    }

    public static WebUiRequest Valid(string body, bool isImg2Img = false)
    {
        var parsed = Parse(body, isImg2Img);
        Assert.True(parsed is WebUiParsed.Valid, (parsed as WebUiParsed.Invalid)?.Problems[0].Message);
        return ((WebUiParsed.Valid)parsed).Request;
    }

    public static WebUiParsed.Invalid Refused(string body, bool isImg2Img = false) => Assert.IsType<WebUiParsed.Invalid>(Parse(body, isImg2Img));
}
