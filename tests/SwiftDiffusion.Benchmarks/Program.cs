using System.CommandLine;
using SwiftDiffusion.Benchmarks;

var root = new RootCommand("Makes full-size models of random weights and measures graphs and sessions.")
{
    Commands.MakeSd15(),
    Commands.Steps(),
    Commands.Compare(),
    Commands.Adapters(),
    Commands.Levels(),
    Commands.Placement(),
    Commands.Verify(),
};
return await root.Parse(args).InvokeAsync();
