using System.CommandLine;
using SwiftDiffusion.Engine.Devices;

namespace SwiftDiffusion.Host.Commands;

/// <summary>The option that every command running graphs has.</summary>
internal static class DeviceOption
{
    public static Option<DeviceSpec> Create() => new("--device")
    {
        Description = "Where graphs run: cpu (all cores), cpu:N (N threads) or cuda:N (GPU N)",
        HelpName = "cpu|cpu:N|cuda:N",
        DefaultValueFactory = _ => DeviceSpec.Default,
        CustomParser = result =>
        {
            string text = result.Tokens.Single().Value;
            if (DeviceSpec.TryParse(text) is { } spec)
                return spec;
            result.AddError($"--device is '{text}'; expected cpu, cpu:N with N >= 1, or cuda:N.");
            return DeviceSpec.Default;
        },
    };
}
