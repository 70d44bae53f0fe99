using System.CommandLine;
using SwiftDiffusion.LoadGen.Targets;

namespace SwiftDiffusion.LoadGen.Commands;

/// <summary>The options that name the server under load.</summary>
internal sealed class TargetOptionSet
{
    private readonly Option<Uri> _address = new("--target")
    {
        Description = "The server",
        HelpName = "URL",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:8080"),
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
                return address;
            result.AddError($"--target is '{text}'; expected an address such as http://127.0.0.1:8080.");
            return null;
        },
    };

    private readonly Option<TargetFace> _face = ValueOption.Word(
        "--api", "Which of the server's APIs", TargetFace.OpenAI, ("openai", TargetFace.OpenAI), ("a1111", TargetFace.A1111), ("jobs", TargetFace.Jobs));
    private readonly Option<string?> _model = new("--model") { Description = "The model to ask for; the server's default when absent", HelpName = "ID" };
    private readonly Option<string?> _apiKey = new("--api-key") { Description = "API key of all requests; name:password for a1111", HelpName = "KEY" };
    private readonly Option<bool> _sendKeys = new("--send-keys") { Description = "Send each request's own key of the trace as its API key" };

    public IEnumerable<Option> Options => [_address, _face, _model, _apiKey, _sendKeys];

    public (TargetFace Face, TargetOptions Options) Read(ParseResult parsed) => (
        parsed.GetValue(_face),
        new TargetOptions(parsed.GetValue(_address)!, parsed.GetValue(_model), parsed.GetValue(_apiKey), parsed.GetValue(_sendKeys)));
}
