using SwiftDiffusion.EndToEnd.Tests.Browsing;
using Xunit.Sdk;
using Xunit.v3;

// One browser, and one test at a time: pages are judged by what they show while things happen.
[assembly: AssemblyFixture(typeof(TestBrowser))]
[assembly: Parallelization(Mode = ParallelMode.None)]
