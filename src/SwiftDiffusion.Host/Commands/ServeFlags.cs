using System.CommandLine;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Gateway;
using SwiftDiffusion.Host.Configuration;
using SwiftDiffusion.Host.Models;

namespace SwiftDiffusion.Host.Commands;

/// <summary>The options of <c>serve</c> that stand for settings. What is not given says nothing, so that the environment and the file are heard.</summary>
internal sealed class ServeFlags
{
    private static readonly string[] Timings = ["exact", "asynchronous"];

    private readonly List<(Option Option, string Setting, bool IsList)> _flags =
    [
        (Text("--role", "ROLE", "all: gateway and worker in this process (the default); gateway: takes requests; worker: makes the pictures").AcceptOnlyFromAmong("all", "gateway", "worker"), "Server:Role", false),
        (Checked("--urls", "URL[;URL]", "Addresses to listen on, separated by semicolons; http://127.0.0.1:8080 when absent", UrlProblem), "Server:Urls", false),
        (List("--model", "DIR", "A model folder in the diffusers layout, with optional lora/ and controlnet/ folders; repeatable, the first is the default. The built-in model when absent", _ => null), "Server:Models", true),
        (Checked("--devices", "auto|DEVICE[,DEVICE]", DeviceOption.Meaning, DeviceProblem), "Server:Devices", false),
        (Text("--time-scale", "N", "How much faster than real ones emulated devices (emulated:PROFILE*COUNT) run; 1 when absent"), "Server:TimeScale", false),
        (Text("--workflow", "adaptive|serial", "adaptive (the default), or serial, to compare with: one request at a time on each device, ControlNets in turn, LoRAs before the first step").AcceptOnlyFromAmong("adaptive", "serial"), "Server:Workflow", false),
        (Text("--store", "URL", "Where the queue is kept: redis://host:port, or embedded, inside this process (the default)"), "Queue:Store", false),
        (Text("--data", "DIR", "Folder that keeps jobs and pictures from one start to the next; without it nothing is kept"), "Queue:DataFolder", false),
        (List("--adapter", "NAME=SOURCE", "A LoRA for the first model that lies elsewhere, repeatable: http(s)://, s3://BUCKET/KEY, file:/// or a path; ending in #sha256=HASH if it must be that file", AdapterProblem), "Server:Adapters", true),
        (Text("--adapter-timing", "exact|asynchronous", "When LoRAs join for requests that do not say: exact (before the first step, the default) or asynchronous (when they have arrived)").AcceptOnlyFromAmong(Timings), "Gateway:AdapterTiming", false),
        (Text("--adapter-cache", "DIR", "Folder for copies of LoRAs from elsewhere"), "Adapters:Folder", false),
        (List("--cors", "ORIGIN", "An origin whose web pages may call the API from a browser, or * for all; repeatable", CorsProblem), "Gateway:CorsOrigins", true),
        (Text("--slots", "N", "Jobs that the worker works on at the same time; as many as pay off on its devices when absent"), "Worker:Slots", false),
    ];

    public IEnumerable<Option> All => _flags.Select(flag => flag.Option);

    /// <summary>What was given, by the settings' names.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Read(ParseResult parsed)
    {
        foreach (var (option, setting, isList) in _flags)
        {
            string[] values = [.. parsed.GetResult(option)?.Tokens.Select(token => token.Value) ?? []];
            if (!isList && values.Length > 0)
                yield return new KeyValuePair<string, string?>(setting, values[^1]);
            for (int i = 0; isList && i < values.Length; i++)
                yield return new KeyValuePair<string, string?>($"{setting}:{i}", values[i]);
        }
    }

    private static Option<string?> Text(string name, string form, string description) => new(name) { Description = description, HelpName = form };

    private static Option<string?> Checked(string name, string form, string description, Func<string, string?> problem)
    {
        var option = Text(name, form, description);
        option.Validators.Add(result => Reject(result, name, problem));
        return option;
    }

    private static Option<string[]> List(string name, string form, string description, Func<string, string?> problem)
    {
        var option = new Option<string[]>(name) { Description = description, HelpName = form };
        option.Validators.Add(result => Reject(result, name, problem));
        return option;
    }

    private static void Reject(System.CommandLine.Parsing.OptionResult result, string name, Func<string, string?> problem)
    {
        foreach (string wrong in result.Tokens.Select(token => problem(token.Value)).OfType<string>())
            result.AddError($"{name}{wrong}");
    }

    private static string? UrlProblem(string text) =>
        ListenAddresses.WrongOf(text) is { } wrong ? $" is '{wrong}'; expected addresses such as http://127.0.0.1:8080." : null;

    private static string? DeviceProblem(string text) => DeviceList.Parse(text, CoreSet.OfProcess).Problem is { } problem ? $": {problem}." : null;

    private static string? AdapterProblem(string text) => NamedAdapter.Parse(text).Problem is { } problem ? $" {problem}." : null;

    private static string? CorsProblem(string text) => CorsOrigin.IsValid(text) ? null : $" is '{text}'; expected an origin such as https://app.example.com, or *.";
}
