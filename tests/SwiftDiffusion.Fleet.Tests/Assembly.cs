using Xunit.Sdk;
using Xunit.v3;

// Every test starts processes of its own, which need the machine.
[assembly: Parallelization(Mode = ParallelMode.None)]
