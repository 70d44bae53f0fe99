namespace SwiftDiffusion.Engine.Adapters;

/// <summary>The naming conventions of LoRA files.</summary>
public enum LoraFormat
{
    /// <summary>kohya's trainer and the web UIs: <c>lora_unet_….lora_down.weight</c>, alpha beside it.</summary>
    Kohya,

    /// <summary>PEFT: <c>….lora_A.weight</c>, <c>….lora_B.weight</c>.</summary>
    Peft,

    /// <summary>diffusers before PEFT: <c>….lora.down.weight</c>, <c>….lora_linear_layer.down.weight</c>.</summary>
    Diffusers,

    /// <summary>diffusers before 0.22: <c>….processor.to_q_lora.down.weight</c>.</summary>
    AttentionProcessor,
}
