using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace SwiftDiffusion.Engine.Adapters.Store.Origins;

/// <summary>
/// A store that speaks HTTP. Redirects are followed, but not from https to http; a name and password in the address become basic authentication, which
/// is not sent on to where a redirect leads.
/// </summary>
internal sealed class HttpOrigin : IAdapterOrigin, IDisposable
{
    private const int MaxRedirects = 5;

    private readonly HttpClient _client;
    private readonly TimeProvider _time;

    /// <param name="connectTimeout">How long a connection may take.</param>
    /// <param name="time">Reads dates of Retry-After.</param>
    /// <param name="connect">Makes every connection, redirects' too; null for the framework's own way, by the machine's proxy if it has one.</param>
    public HttpOrigin(
        TimeSpan connectTimeout, TimeProvider time, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect = null)
    {
        _time = time;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = connectTimeout,
            MaxAutomaticRedirections = MaxRedirects,
            UseCookies = false,
            // A proxy would go where a guard may not.
            UseProxy = connect is null,
            ConnectCallback = connect,
            // What is hashed and stored is what the store holds, not what a proxy makes of it.
            AutomaticDecompression = DecompressionMethods.None,
            // Names are looked up again now and then.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        // Whoever reads the body decides what is too long.
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("SwiftDiffusion", null));
    }

    public async Task<OriginFile?> OpenAsync(Uri address, OriginVersion? known, CancellationToken cancellation)
    {
        using var request = Request(address, known);
        try
        {
            var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return await OpenAsync(response, cancellation).ConfigureAwait(false);
            using (response)
                return response.StatusCode == HttpStatusCode.NotModified && known is not null ? null : throw Failure(response);
        }
        catch (HttpRequestException e)
        {
            throw Failure(e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TransferException("its store did not answer in time", isTransient: true, e);
        }
    }

    public void Dispose() => _client.Dispose();

    private static HttpRequestMessage Request(Uri address, OriginVersion? known)
    {
        bool hasUser = address.UserInfo.Length > 0;
        var request = new HttpRequestMessage(HttpMethod.Get, hasUser ? new UriBuilder(address) { UserName = "", Password = "" }.Uri : address);
        if (hasUser)
        {
            string user = Uri.UnescapeDataString(address.UserInfo);
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));
        }

        if (known?.ETag is { } tag)
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        else if (known?.LastModified is { } date)
            request.Headers.TryAddWithoutValidation("If-Modified-Since", date);
        return request;
    }

    private static async Task<OriginFile> OpenAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var version = new OriginVersion(response.Headers.ETag?.ToString(), response.Content.Headers.LastModified?.ToString("R"));
        return new OriginFile(await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false), response.Content.Headers.ContentLength, version, response);
    }

    private TransferException Failure(HttpResponseMessage response)
    {
        var failure = StatusFailure.Of(response.StatusCode);
        var wait = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - _time.GetUtcNow() : null;
        return wait is null || !failure.IsTransient ? failure : new TransferException(failure.Reason, isTransient: true) { RetryAfter = wait };
    }

    /// <summary>Not the exception's own words: they name host and port.</summary>
    private static TransferException Failure(HttpRequestException e) => e.HttpRequestError switch
    {
        _ when e.InnerException is AddressRefusedException refused => new TransferException(refused.Message, isTransient: false, e),
        HttpRequestError.NameResolutionError => new TransferException("the name of its store is not known", isTransient: true, e),
        HttpRequestError.ConnectionError => new TransferException("its store does not take connections", isTransient: true, e),
        HttpRequestError.SecureConnectionError => new TransferException("there is no trusted connection to its store", isTransient: false, e),
        _ => new TransferException("the connection to its store broke", isTransient: true, e),
    };
}
