using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>The web UIs' names of our noise schedulers: a sampler, and a schedule type that says how its noise levels are spaced.</summary>
internal static class Samplers
{
    private const string KarrasSuffix = " karras";

    public static readonly IReadOnlyList<Sampler> All =
    [
        new("Euler", ["k_euler", "euler"], "euler", "euler-karras"),
        new("Euler a", ["k_euler_a", "k_euler_ancestral", "euler_a", "euler ancestral"], "euler-ancestral"),
        new("Heun", ["k_heun"], "heun", "heun-karras"),
        new("DPM++ 2M", ["k_dpmpp_2m", "dpmpp_2m"], "dpmpp-2m", "dpmpp-2m-karras", IsKarrasByDefault: true),
        new("DPM++ 2M SDE", ["k_dpmpp_2m_sde", "dpmpp_2m_sde"], "dpmpp-2m-sde", "dpmpp-2m-sde-karras", IsKarrasByDefault: true),
        new("DDIM", ["ddim"], "ddim"),
        new("DDPM", ["ddpm"], "ddpm"),
        new("PLMS", ["plms"], "plms"),
        new("PNDM", ["pndm"], "pndm"),
        new("UniPC", ["unipc", "uni_pc"], "unipc", "unipc-karras"),
        new("LCM", ["k_lcm", "lcm"], "lcm"),
    ];

    /// <summary>The samplers a model can use.</summary>
    public static IEnumerable<Sampler> Of(ModelInfo model) => All.Where(sampler => model.NoiseSchedulers.Contains(sampler.Uniform));

    /// <summary>By name or alias, in any case; "DPM++ 2M Karras", as older clients write it, names the schedule too. Null when unknown.</summary>
    public static (Sampler Sampler, bool NamesKarras)? Find(string name, ModelInfo model)
    {
        bool namesKarras = name.EndsWith(KarrasSuffix, StringComparison.OrdinalIgnoreCase);
        string bare = namesKarras ? name[..^KarrasSuffix.Length] : name;
        var sampler = Of(model).FirstOrDefault(sampler => sampler.Aliases.Prepend(sampler.Name).Contains(bare, StringComparer.OrdinalIgnoreCase));
        return sampler is null || (namesKarras && sampler.Karras is null) ? null : (sampler, namesKarras);
    }
}
