using System.CommandLine;
using SwiftDiffusion.Engine.Devices;

namespace SwiftDiffusion.Host.Commands;

/// <summary>The option that every command running graphs has.</summary>
internal static class DeviceOption
{
    public const string Meaning = "Where graphs run, separated by commas: cpu (all cores), cpu:0-3 (those cores), cpu*2 (the cores in two equal sets), cuda:0 (that GPU), "
        + "auto (one device per core for a small model, all cores as one for a large one)";

    /// <param name="name">"--device", or "--devices" where several are usual.</param>
    public static Option<DeviceList> Create(string name = "--device") => new(name)
    {
        Description = Meaning,
        HelpName = "auto|DEVICE[,DEVICE]",
        DefaultValueFactory = _ => DeviceList.Auto,
        CustomParser = result =>
        {
            var (list, problem) = DeviceList.Parse(result.Tokens[^1].Value, CoreSet.OfProcess);
            if (problem is not null)
                result.AddError($"{name}: {problem}.");
            return list ?? DeviceList.Auto;
        },
    };
}
