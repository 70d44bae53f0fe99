using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using SwiftDiffusion.Gateway.Requests;
using SwiftDiffusion.Gateway.Tests.Requests;
using SwiftDiffusion.Gateway.WebUi;

namespace SwiftDiffusion.Gateway.Tests.WebUi;

/// <summary>Whatever arrives, parsing ends in a job or in problems.</summary>
public sealed class WebUiFuzzTests
{
    private static readonly string ValidBody = BadRequests.Expand("""
        {"prompt":"p <lora:pixelart:1>","seed":1,"sampler_name":"Euler","scheduler":"karras","steps":4,"n_iter":1,"init_images":["PNG"],"mask":"PNG",
         "styles":[],"eta":0,"script_name":"","override_settings":{"samples_format":"png"},
         "alwayson_scripts":{"controlnet":{"args":[{"enabled":true,"model":"seg","image":"PNG","resize_mode":1}]}}}
        """);

    [Fact]
    public void A_valid_body_with_one_value_replaced_never_throws() =>
        Gen.Select(Damage.OneValue(ValidBody), Gen.Bool).Sample(EndsWell, iter: 4_000);

    [Fact]
    public void Any_prompt_ends_well() =>
        Gen.Char["<>:lorayc=.01 pixelart"].Array[0, 38].Sample(
            text => EndsWell(new JsonObject { ["prompt"] = new string(text) }.ToJsonString(), isImg2Img: false), iter: 5_000);

    [Fact]
    public void Any_infotext_can_be_taken_apart() =>
        Gen.Char["ab:, \n\"\\Sx0123456789Negative prompt"].Array[0, 80].Sample(text => InfotextFields.Read(new string(text)) is not null, iter: 5_000);

    private static bool EndsWell(string body, bool isImg2Img)
    {
        using var json = JsonBody.Parse(Encoding.UTF8.GetBytes(body), out _);
        return json is null || WebUiParser.Parse(isImg2Img, json.RootElement, WebUiSettings.Standard, WebUiParsing.Context) switch
        {
            WebUiParsed.Valid valid => valid.Request.Job.ImageCount > 0,
            WebUiParsed.Invalid invalid => invalid.Problems.Length > 0 && invalid.Status is 404 or 422,
            _ => false,
        };
    }
}
