using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Host.Commands;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host;

/// <summary>
/// The program as a function of its arguments. Main path: (1) parse, (2) run the command, (3) turn its expected failures into one line on the error
/// stream and an exit code of <see cref="ExitCode"/>.
/// </summary>
public static class CommandLine
{
    private const string ProgramName = "swiftdiffusion";

    /// <summary>Runs one command and returns the process's exit code.</summary>
    /// <param name="args">Arguments without the program's name.</param>
    /// <param name="output">Results go here, and nothing else.</param>
    /// <param name="error">Failures go here.</param>
    /// <param name="cancellation">Interrupts the command, as a signal to the process does.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        // 1. Parse.
        var parsed = CreateRoot().Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            string problems = string.Join(" ", parsed.Errors.Select(problem => problem.Message).Distinct());
            return await FailAsync(error, $"{problems} Try '{HelpOf(parsed.CommandResult.Command)}'.").ConfigureAwait(false);
        }

        // 2. Run. A signal cancels the command's token; the command then ends by itself, however long its running requests take.
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = Timeout.InfiniteTimeSpan,
        };
        try
        {
            return await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
        }

        // 3. Expected failures.
        catch (Exception e) when (e is ModelFormatException or AdapterLoadException or DeviceUnavailableException or CommandException)
        {
            return await FailAsync(error, e.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    }

    private static RootCommand CreateRoot()
    {
        var root = new RootCommand("SwiftDiffusion serves text-to-image models whose requests bring their own ControlNets and LoRAs.")
        {
            ServeCommand.Create(),
            HealthCommand.Create(),
            GenerateCommand.Create(),
            CompileCommand.Create(),
            InspectCommand.Create(),
            VerifyCommand.Create(),
            BenchCommand.Create(),
            ProfileAdapterCommand.Create(),
            PlanCommand.Create(),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    private static string HelpOf(Command command) =>
        command is RootCommand ? $"{ProgramName} --help" : $"{ProgramName} {command.Name} --help";

    private static async Task<int> FailAsync(TextWriter error, string message)
    {
        await error.WriteLineAsync($"{ProgramName}: {message.ReplaceLineEndings(" ")}").ConfigureAwait(false);
        return ExitCode.UserError;
    }
}
