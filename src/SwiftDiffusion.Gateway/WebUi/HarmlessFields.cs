using System.Text.Json;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>
/// Fields of the web UI that are not supported. Clients send many of them with every request, at values that ask for nothing; those pass,
/// any other is refused by name.
/// </summary>
internal static class HarmlessFields
{
    /// <summary>Name, what is accepted, and the test for it.</summary>
    private static readonly (string Name, string Accepted, Predicate<JsonElement> IsHarmless)[] Known =
    [
        ("disable_extra_networks", "false", IsFalse),
        ("enable_hr", "false: upscaling in two passes is not supported", IsFalse),
        ("image_cfg_scale", "null: instruction models are not supported", value => IsNumber(value, 0, 1, 1.5)),
        ("infotext", "nothing: send the fields themselves", IsEmpty),
        ("initial_noise_multiplier", "1", value => IsNumber(value, 0, 1)),
        ("refiner_checkpoint", "nothing: refiners are not supported", IsEmpty),
        ("restore_faces", "false", IsFalse),
        ("s_churn", "0", value => IsNumber(value, 0)),
        ("s_min_uncond", "0", value => IsNumber(value, 0)),
        ("s_noise", "1", value => IsNumber(value, 0, 1)),
        ("save_images", "false: pictures are in the answer only", IsFalse),
        ("seed_resize_from_h", "-1 or 0", IsNotPositive),
        ("seed_resize_from_w", "-1 or 0", IsNotPositive),
        ("styles", "an empty array: write them into the prompt", value => value is { ValueKind: JsonValueKind.Array } && value.GetArrayLength() == 0),
        ("subseed_strength", "0", value => IsNumber(value, 0)),
        ("tiling", "false", IsFalse),
    ];

    /// <summary>Fields that mean something only beside one that is refused, or that ask for what always happens.</summary>
    private static readonly string[] WithoutEffect =
    [
        "comments", "do_not_save_grid", "do_not_save_samples", "firstphase_height", "firstphase_width", "hr_additional_modules", "hr_cfg",
        "hr_checkpoint_name", "hr_distilled_cfg", "hr_negative_prompt", "hr_prompt", "hr_resize_x", "hr_resize_y", "hr_sampler_name", "hr_scale",
        "hr_scheduler", "hr_second_pass_steps", "hr_upscaler", "refiner_switch_at", "s_tmax", "s_tmin", "script_args", "subseed",
    ];

    public static void Check(FieldReader fields)
    {
        foreach (var (name, accepted, isHarmless) in Known)
            fields.Only(name, accepted, isHarmless);
        foreach (string name in WithoutEffect)
            fields.Has(name);
    }

    public static bool IsFalse(JsonElement value) => value.ValueKind == JsonValueKind.False || IsNumber(value, 0);

    /// <summary>An empty text, or the menus' "None".</summary>
    public static bool IsEmpty(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && (value.ValueEquals("") || value.ValueEquals("None") || value.ValueEquals("none"));

    private static bool IsNotPositive(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.GetDouble() <= 0;

    public static bool IsNumber(JsonElement value, params ReadOnlySpan<double> numbers) =>
        value.ValueKind == JsonValueKind.Number && numbers.Contains(value.GetDouble());
}
