namespace SwiftDiffusion.Engine.Adapters;

/// <summary>What a tensor of a LoRA file is to its target.</summary>
internal enum LoraPart
{
    Down,
    Up,
    Mid,
    Alpha,
}

/// <summary>A tensor name taken apart.</summary>
/// <param name="Component">The component its prefix names; null without a prefix.</param>
/// <param name="Module">The module in the file's own spelling.</param>
/// <param name="Part">Down, up, mid or alpha.</param>
/// <param name="Format">The convention its ending belongs to; null for alpha, whose ending is the same in all of them.</param>
internal readonly record struct LoraKey(AdapterComponent? Component, string Module, LoraPart Part, LoraFormat? Format)
{
    // The second number is how much of the ending is not part of the module's name.
    private static readonly (string Ending, int Cut, LoraPart Part, LoraFormat? Format)[] Endings =
    [
        Cut(".lora_down.weight", LoraPart.Down, LoraFormat.Kohya),
        Cut(".lora_up.weight", LoraPart.Up, LoraFormat.Kohya),
        Cut(".lora_mid.weight", LoraPart.Mid, LoraFormat.Kohya),
        Cut(".lora_A.weight", LoraPart.Down, LoraFormat.Peft),
        Cut(".lora_B.weight", LoraPart.Up, LoraFormat.Peft),
        Cut(".lora_A.default.weight", LoraPart.Down, LoraFormat.Peft),
        Cut(".lora_B.default.weight", LoraPart.Up, LoraFormat.Peft),
        Cut(".lora.down.weight", LoraPart.Down, LoraFormat.Diffusers),
        Cut(".lora.up.weight", LoraPart.Up, LoraFormat.Diffusers),
        Cut(".lora_linear_layer.down.weight", LoraPart.Down, LoraFormat.Diffusers),
        Cut(".lora_linear_layer.up.weight", LoraPart.Up, LoraFormat.Diffusers),
        ("_lora.down.weight", ".down.weight".Length, LoraPart.Down, LoraFormat.AttentionProcessor),
        ("_lora.up.weight", ".up.weight".Length, LoraPart.Up, LoraFormat.AttentionProcessor),
        Cut(".lora.alpha", LoraPart.Alpha, null),
        Cut(".lora_linear_layer.alpha", LoraPart.Alpha, null),
        Cut(".alpha", LoraPart.Alpha, null),
    ];

    private static readonly (string Prefix, AdapterComponent Component)[] Prefixes =
    [
        ("lora_unet_", AdapterComponent.UNet),
        ("lora_te_", AdapterComponent.TextEncoder),
        ("lora_te1_", AdapterComponent.TextEncoder),
        ("lora_te2_", AdapterComponent.TextEncoder2),
        ("unet.", AdapterComponent.UNet),
        ("diffusion_model.", AdapterComponent.UNet),
        ("text_encoder.", AdapterComponent.TextEncoder),
        ("text_encoder_2.", AdapterComponent.TextEncoder2),
    ];

    /// <summary>Takes a tensor name apart; null when its ending is none that a LoRA has.</summary>
    public static LoraKey? Parse(string name)
    {
        foreach (var (ending, cut, part, format) in Endings)
        {
            if (!name.EndsWith(ending, StringComparison.Ordinal))
                continue;
            var (component, module) = SplitComponent(WithoutWrapper(name[..^cut]));
            return new(component, WithoutWrapper(module), part, format);
        }

        return null;
    }

    private static (AdapterComponent? Component, string Module) SplitComponent(string module)
    {
        foreach (var (prefix, component) in Prefixes)
        {
            if (module.StartsWith(prefix, StringComparison.Ordinal))
                return (component, module[prefix.Length..]);
        }

        return (null, module);
    }

    /// <summary>PEFT saves what it has wrapped under this prefix, before or behind the component's.</summary>
    private static string WithoutWrapper(string module) =>
        module.StartsWith("base_model.model.", StringComparison.Ordinal) ? module["base_model.model.".Length..] : module;

    private static (string Ending, int Cut, LoraPart Part, LoraFormat? Format) Cut(string ending, LoraPart part, LoraFormat? format) =>
        (ending, ending.Length, part, format);
}
