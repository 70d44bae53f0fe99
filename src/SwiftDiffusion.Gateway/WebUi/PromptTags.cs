using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>
/// LoRAs named inside a prompt: <c>&lt;lora:NAME&gt;</c>, <c>&lt;lora:NAME:0.8&gt;</c>, <c>&lt;lora:NAME:te=0.8:unet=0.8&gt;</c>. The tags
/// are taken out of the text (modules/extra_networks.py and the Lora extension's extra_networks_lora.py).
/// </summary>
internal static class PromptTags
{
    private const double LargestScale = 10;

    // Linear in the text, whatever it is.
    private static readonly Regex Tag = new(@"<(\w+):([^>]+)>", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>The prompt without its tags, and what they name; what cannot be used is noted as a problem of <c>prompt</c>.</summary>
    public static (string Prompt, ImmutableArray<LoraReference> Loras) Read(string prompt, FieldReader fields, ModelInfo model, int mostLoras)
    {
        var tags = Tag.Matches(prompt);
        if (tags.Count > mostLoras)
        {
            fields.Reject("prompt", $"{tags.Count} tags", $"at most {mostLoras}");
            return (prompt, []);
        }

        return (Tag.Replace(prompt, ""), [.. tags.Select(tag => ReadTag(tag, fields, model)).OfType<LoraReference>()]);
    }

    private static LoraReference? ReadTag(Match tag, FieldReader fields, ModelInfo model)
    {
        string found = FoundText.Shorten(tag.Value);
        if (tag.Groups[1].Value is not ("lora" or "lyco"))
            return Rejected(fields, found, "tags of the kinds lora and lyco");
        string[] parts = tag.Groups[2].Value.Split(':');
        string name = parts[0].Trim();
        if (!model.Loras.Contains(name))
            return Rejected(fields, found, KnownName.Accepted(name, model.Loras));
        return Scale(parts[1..]) is { } scale
            ? new LoraReference(name, scale)
            : Rejected(fields, found, $"one weight from -{LargestScale} to {LargestScale}, the same for text encoder and UNet");
    }

    /// <summary>
    /// Weights by position (text encoder, UNet, dynamic rank) or by name (te=, unet=, dyn=). A missing one is the other, both missing is 1.
    /// Null when one is unreadable or they differ: an adapter here has one weight.
    /// </summary>
    private static double? Scale(string[] weights)
    {
        string? textEncoder = null, unet = null;
        int position = 0;
        foreach (string weight in weights)
        {
            string[] pair = weight.Split('=', 2);
            string name = pair.Length == 2 ? pair[0].Trim() : position++ switch { 0 => "te", 1 => "unet", _ => "dyn" };
            if (name == "te")
                textEncoder = pair[^1];
            else if (name == "unet")
                unet = pair[^1];
            else
                return null;
        }

        double? te = Number(textEncoder ?? "1"), un = Number(unet ?? textEncoder ?? "1");
        return te == un && te is >= -LargestScale and <= LargestScale ? te : null;
    }

    private static double? Number(string text) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;

    private static LoraReference? Rejected(FieldReader fields, string found, string accepted)
    {
        fields.Reject("prompt", found, accepted);
        return null;
    }
}
