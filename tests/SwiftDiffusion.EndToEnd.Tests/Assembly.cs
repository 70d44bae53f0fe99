using SwiftDiffusion.EndToEnd.Tests.Browsing;
using Xunit.v3;
using Xunit.Sdk;

// One browser, and one test at a time: pages are judged by what they show while things happen.
[assembly: AssemblyFixture(typeof(TestBrowser))]
[assembly: Parallelization(Mode = ParallelMode.None)]
