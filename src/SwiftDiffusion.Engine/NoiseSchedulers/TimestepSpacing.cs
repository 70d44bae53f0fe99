namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>How inference steps are spread over the training timesteps (Lin et al., 2023, arXiv:2305.08891, table 2).</summary>
public enum TimestepSpacing
{
    Leading,
    Trailing,
    Linspace,
}
