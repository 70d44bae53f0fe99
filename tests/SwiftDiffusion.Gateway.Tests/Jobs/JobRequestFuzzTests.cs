using System.Text;
using CsCheck;
using SwiftDiffusion.Gateway.Jobs;
using SwiftDiffusion.Gateway.Keys;
using SwiftDiffusion.Gateway.Outbound;
using SwiftDiffusion.Gateway.Requests;
using SwiftDiffusion.Gateway.Tests.Requests;

namespace SwiftDiffusion.Gateway.Tests.Jobs;

/// <summary>Whatever arrives, parsing ends in a job or in problems, and no webhook leads to where only the server can go.</summary>
public sealed class JobRequestFuzzTests
{
    private static readonly string ValidBody = BadRequests.Expand("""
        {"prompt":"p","model":"tiny","n":2,"size":"128x128","seed":1,"priority":"low","start_timeout_seconds":5,"timeout_seconds":60,"previews":true,
         "image":"PNG","mask":"PNG","mask_blur":2,"strength":0.5,"loras":[{"name":"watercolor","scale":1}],"controlnets":[{"name":"canny","image":"PNG"}],
         "adapter_timing":"exact"}
        """);

    private static readonly ApiKey Key = ApiKey.Anonymous with { WebhookSecret = "a secret of webhooks" };

    [Fact]
    public void A_valid_body_with_one_value_replaced_ends_well() => Damage.OneValue(ValidBody).Sample(EndsWell, iter: 4_000);

    [Fact]
    public void Any_webhook_ends_well() => Gen.Select(
        Gen.Int[0, 3].Select(scheme => ((string[])["http://", "https://", "HTTP:\\/\\/", "//"])[scheme]), Gen.Char["0123456789abcdefx.:[]@%-/#?localhost"].Array[1, 30]).Sample(
        url => EndsWell($$"""{"prompt":"p","webhook_url":"{{url.Item1}}{{new string(url.Item2)}}"}"""), iter: 5_000);

    private static bool EndsWell(string body)
    {
        using var json = JsonBody.Parse(Encoding.UTF8.GetBytes(body), out var malformed);
        if (json is null)
            return malformed!.Message.Length > 0;
        var (request, problems) = JobRequestParser.Parse(json.RootElement, Key, Parsing.Context);
        return request is null
            ? !problems.IsEmpty && problems.All(problem => problem.Message.Length > 0)
            : problems.IsEmpty && (request.Webhook is not { } webhook || AddressGuard.ProblemOf(webhook, allowPrivateHosts: false) is null);
    }
}
