namespace SwiftDiffusion.Engine.Prompts;

/// <summary>Which of the tokenizers in use a prompt's ids must agree with; they differ in what happens to the text first.</summary>
public enum PromptCleaning
{
    /// <summary>The reference tokenizer without its optional text repair: control characters vanish, ideographs stand alone.</summary>
    Basic,

    /// <summary>The reference tokenizer with text repair (ftfy): entities, mojibake, curly quotes, ligatures, character widths.</summary>
    Ftfy,

    /// <summary>The "fast" tokenizer: composition, white space and lower-casing only.</summary>
    Fast,
}
