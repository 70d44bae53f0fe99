using SwiftDiffusion.Deployment.Tests.Running;
using Xunit.v3;

// One server for what only asks; programs run one after the other.
[assembly: AssemblyFixture(typeof(ExercisedServer))]
[assembly: Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
