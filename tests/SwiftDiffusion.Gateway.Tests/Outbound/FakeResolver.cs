using System.Net;
using SwiftDiffusion.Gateway.Outbound;

namespace SwiftDiffusion.Gateway.Tests.Outbound;

/// <summary>A name server that answers each question with the next of its answers, and then with the last one.</summary>
internal sealed class FakeResolver(params string[][] answers) : IHostResolver
{
    private int _asked;

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        Task.FromResult(Array.ConvertAll(answers[Math.Min(_asked++, answers.Length - 1)], IPAddress.Parse));
}
