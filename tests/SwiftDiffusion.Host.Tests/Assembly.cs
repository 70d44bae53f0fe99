using SwiftDiffusion.Host.Tests.Clients;
using SwiftDiffusion.Host.Tests.Serving;
using Xunit.Sdk;
using Xunit.v3;

// Servers are started once, and there is one test at a time: pictures need all cores.
[assembly: AssemblyFixture(typeof(RunningServer))]
[assembly: AssemblyFixture(typeof(ClientServers))]
[assembly: Parallelization(Mode = ParallelMode.None)]
