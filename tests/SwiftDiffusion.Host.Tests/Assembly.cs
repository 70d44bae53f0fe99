using SwiftDiffusion.Host.Tests.Serving;
using Xunit.Sdk;
using Xunit.v3;

// One server, started once, and one test at a time: pictures need all cores.
[assembly: AssemblyFixture(typeof(RunningServer))]
[assembly: Parallelization(Mode = ParallelMode.None)]
