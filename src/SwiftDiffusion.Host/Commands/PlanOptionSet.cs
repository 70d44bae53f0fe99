using System.CommandLine;
using SwiftDiffusion.Engine.Devices.Emulation;
using SwiftDiffusion.Host.Configuration;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Host.Planning;

namespace SwiftDiffusion.Host.Commands;

/// <summary>The options that say what <c>plan</c> plans for.</summary>
internal sealed class PlanOptionSet
{
    private readonly Option<string> _trace = new("--trace") { Description = "The trace: any file that loadgen reads", HelpName = "FILE", Required = true };

    private readonly Option<LatencyObjective> _objective = new("--slo")
    {
        Description = "What the fleet has to hold: P95=2s for 95 % of requests within 2 s",
        HelpName = "Pxx=TIME",
        Required = true,
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            var objective = LatencyObjective.TryParse(text);
            if (objective is null)
                result.AddError($"--slo is '{text}'; expected a percentile and a time such as P95=2s or P99=800ms.");
            return objective;
        },
    };

    private readonly Option<string> _profile = new("--profile")
    {
        Description = $"What a device takes for its work: {string.Join(", ", DeviceProfileReader.Names)}, or a profile file",
        HelpName = "PROFILE",
        DefaultValueFactory = _ => "h800-sdxl",
    };

    private readonly Option<double> _minutes = NumberOption.Create("--minutes", "Only the first minutes of the trace; 0 for all of it", 0.0, 0, 100_000);
    private readonly Option<double> _timeScale = NumberOption.Create("--time-scale", "How much faster than real the trace is replayed", 20.0, 0.01, 10_000);
    private readonly Option<double> _rateScale = NumberOption.Create("--rate-scale", "Requests for each of the trace, in the same time", 1.0, 1e-3, 1e3);
    private readonly Option<int> _steps = NumberOption.Create("--steps", "Steps of requests whose trace states none", 50, 1, 1000);
    private readonly Option<int> _maxDevices = NumberOption.Create("--max-devices", "Largest fleet to try", 64, 1, 1024);
    private readonly Option<int> _maxTrials = NumberOption.Create("--max-trials", "Fleets to try at most", 12, 1, 100);
    private readonly Option<int> _loras = NumberOption.Create("--loras-in-memory", "LoRAs that host memory holds for each device", 8, 0, 100_000);
    private readonly Option<double> _cost = NumberOption.Create("--cost-per-device-hour", "What a device costs an hour; 0 leaves cost out", 0.0, 0, 1e9);
    private readonly Option<string> _workflow =
        new Option<string>("--workflow") { Description = "As in serve", DefaultValueFactory = _ => "adaptive" }.AcceptOnlyFromAmong("adaptive", "serial");
    private readonly Option<string?> _model = new("--model") { Description = "Model folder whose shapes are used; the built-in model when absent", HelpName = "DIR" };

    public IEnumerable<Option> All => [_trace, _objective, _profile, _minutes, _timeScale, _rateScale, _steps, _maxDevices, _maxTrials, _loras, _cost, _workflow, _model];

    /// <exception cref="Engine.Devices.DeviceUnavailableException">No such profile.</exception>
    public PlanArguments Read(ParseResult parsed) => new()
    {
        Trace = parsed.GetRequiredValue(_trace),
        Objective = parsed.GetRequiredValue(_objective),
        Profile = DeviceProfileReader.Read(parsed.GetValue(_profile)!),
        ProfileName = parsed.GetValue(_profile)!,
        Duration = parsed.GetValue(_minutes) is > 0 and var minutes ? TimeSpan.FromMinutes(minutes) : TimeSpan.MaxValue,
        TimeScale = parsed.GetValue(_timeScale),
        RateScale = parsed.GetValue(_rateScale),
        Steps = parsed.GetValue(_steps),
        MaxDevices = parsed.GetValue(_maxDevices),
        MaxTrials = parsed.GetValue(_maxTrials),
        LorasInMemory = parsed.GetValue(_loras),
        Workflow = Enum.Parse<ServerWorkflow>(parsed.GetValue(_workflow)!, ignoreCase: true),
        CostPerDeviceHour = parsed.GetValue(_cost) is > 0 and var cost ? cost : null,
        Model = parsed.GetValue(_model) ?? BuiltInModel.Folder,
    };
}
