using Microsoft.Extensions.Options;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary><c>POST /sdapi/v1/png-info</c>: the text a picture was made from, whole and taken apart.</summary>
internal sealed class PngInfoApi(IPictureService pictures, IOptions<GatewayOptions> options)
{
    public async Task ReadAsync(HttpContext context)
    {
        if (await WebUiBody.ReadAsync(context, Read) is not { } text)
            return;
        var items = text.Length == 0 ? [] : new Dictionary<string, string> { ["parameters"] = text };
        await context.Response.WriteAsJsonAsync(
            new PngInfoBody(text, items, InfotextFields.Read(text)), GatewayJson.Default.PngInfoBody, contentType: null, context.RequestAborted);
    }

    private string Read(FieldReader fields)
    {
        var context = new ParseContext([], options.Value, 0, pictures);
        if (PictureField.ReadRequired(fields, "image", context) is not { } picture)
            return "";
        var answer = pictures.ReadParameters(picture);
        if (answer.Problem is { } problem)
            fields.Reject("image", problem, "a picture that can be read");
        return answer.Value ?? "";
    }
}
