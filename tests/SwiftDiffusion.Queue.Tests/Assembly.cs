using SwiftDiffusion.Queue.Tests.Stores;

[assembly: AssemblyFixture(typeof(StoreFixture))]
