using System.CommandLine;
using SwiftDiffusion.Host.Commands;
using SwiftDiffusion.Onnx;

var root = new RootCommand("SwiftDiffusion serves text-to-image models whose requests bring their own ControlNets and LoRAs.")
{
    ServeCommand.Create(),
    GenerateCommand.Create(),
    VerifyCommand.Create(),
};

// A command's expected failures end here, as one line on the error stream.
var parsed = root.Parse(args);
try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
}
catch (Exception e) when (e is ModelFormatException or CommandException)
{
    await Console.Error.WriteLineAsync($"swiftdiffusion: {e.Message}").ConfigureAwait(false);
    return 2;
}
