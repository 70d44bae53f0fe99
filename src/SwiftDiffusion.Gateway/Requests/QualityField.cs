using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>
/// Quality is inference steps, relative to the model's default so that a few-step model stays one: low is half, medium (also standard
/// and auto) is the default, high (also hd) is one and a half. <c>num_inference_steps</c> overrides the number.
/// </summary>
internal static class QualityField
{
    private static readonly (string Name, double Factor) Low = ("low", 0.5);
    private static readonly (string Name, double Factor) Medium = ("medium", 1);
    private static readonly (string Name, double Factor) High = ("high", 1.5);

    public static (int InferenceSteps, string Quality) Read(FieldReader fields, ModelInfo model)
    {
        var quality = fields.Choice(
            "quality",
            ("auto", Medium), ("low", Low), ("medium", Medium), ("high", High), ("standard", Medium), ("hd", High)) ?? Medium;
        int fromQuality = Math.Clamp((int)Math.Ceiling(model.DefaultInferenceSteps * quality.Factor), 1, JobLimits.MaxInferenceSteps);
        long? explicitSteps = fields.Whole("num_inference_steps", 1, JobLimits.MaxInferenceSteps);
        return ((int)(explicitSteps ?? fromQuality), quality.Name);
    }
}
