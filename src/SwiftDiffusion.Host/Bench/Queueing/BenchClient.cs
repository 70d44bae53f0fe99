using System.Net.Mime;
using System.Text;
using SwiftDiffusion.Host.Commands;

namespace SwiftDiffusion.Host.Bench.Queueing;

/// <summary>Asks a server for pictures as web applications do: the images API of OpenAI, over connections that are kept.</summary>
internal sealed class BenchClient(Uri server, TimeProvider time) : IDisposable
{
    private const string Images = "/v1/images/generations", Ready = "/readyz", Alive = "/livez";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http = new() { BaseAddress = server };
    private int _count;

    public async Task WaitUntilReadyAsync(CancellationToken cancellation)
    {
        while (true)
        {
            using var response = await _http.GetAsync(new Uri(Ready, UriKind.Relative), cancellation).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return;
            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Asks for a picture and reads all of the answer.</summary>
    /// <exception cref="CommandException">The server refused, as one does whose worker was not heard of for two seconds.</exception>
    public async Task GenerateAsync(CancellationToken cancellation)
    {
        using var body = new StringContent(SampleWork.RequestBody(Interlocked.Increment(ref _count)), Encoding.UTF8, MediaTypeNames.Application.Json);
        using var response = await _http.PostAsync(new Uri(Images, UriKind.Relative), body, cancellation).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw new CommandException($"the server under measurement answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false)}");
    }

    /// <summary>The same with a question that costs the server nothing: what is left is the client and HTTP.</summary>
    public async Task AskAsync(CancellationToken cancellation)
    {
        using var response = await _http.GetAsync(new Uri(Alive, UriKind.Relative), cancellation).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();
}
