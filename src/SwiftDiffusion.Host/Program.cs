// In full: a dependency has a namespace of this name.
return await SwiftDiffusion.Host.CommandLine.RunAsync(args, Console.Out, Console.Error, CancellationToken.None).ConfigureAwait(false);
