namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>Our noise schedulers in the words of the web UIs' menus, for the text that is embedded in pictures.</summary>
public static class SamplerLabels
{
    /// <summary>Sampler and schedule type; where the menus have no such sampler, the given name and null.</summary>
    public static (string Sampler, string? ScheduleType) Of(string noiseScheduler)
    {
        var sampler = Samplers.All.FirstOrDefault(sampler => sampler.Uniform == noiseScheduler || sampler.Karras == noiseScheduler);
        return sampler is null ? (noiseScheduler, null)
            : (sampler.Name, sampler.Karras is null ? null : sampler.Karras == noiseScheduler ? "Karras" : "Uniform");
    }
}
