using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace SwiftDiffusion.Engine.Adapters.Store.Origins;

/// <summary>
/// Amazon S3, or a store that speaks its protocol: a request is signed with the credentials of the environment, the profile or the machine's role, as every tool
/// of that world finds them, and then sent like any other.
/// </summary>
/// <param name="http">Sends requests.</param>
/// <param name="serviceUrl">Address of a compatible store; null for Amazon's own.</param>
/// <param name="region">Region to sign for; null for the environment's.</param>
internal sealed class S3Origin(HttpOrigin http, Uri? serviceUrl, string? region) : IAdapterOrigin, IDisposable
{
    /// <summary>What compatible stores that have no regions expect a signature to name.</summary>
    private const string RegionOfCompatibleStores = "us-east-1";

    private static readonly TimeSpan SignatureLifetime = TimeSpan.FromHours(1);

    /// <summary>Made when first asked: looking for credentials may go over the network.</summary>
    private readonly Lazy<AmazonS3Client> _client = new(() => new AmazonS3Client(Config(serviceUrl, region)), LazyThreadSafetyMode.PublicationOnly);

    public async Task<OriginFile?> OpenAsync(Uri address, OriginVersion? known, CancellationToken cancellation) =>
        await http.OpenAsync(await SignAsync(address).WaitAsync(cancellation).ConfigureAwait(false), known, cancellation).ConfigureAwait(false);

    public void Dispose()
    {
        if (_client.IsValueCreated)
            _client.Value.Dispose();
    }

    private async Task<Uri> SignAsync(Uri address)
    {
        try
        {
            return new Uri(await _client.Value.GetPreSignedURLAsync(new GetPreSignedUrlRequest
            {
                Verb = HttpVerb.GET,
                BucketName = address.Host,
                Key = Uri.UnescapeDataString(address.AbsolutePath[1..]),
                // The machine's clock, as that of the signature, which the store compares with its own.
                Expires = TimeProvider.System.GetUtcNow().UtcDateTime + SignatureLifetime,
                Protocol = serviceUrl?.Scheme == Uri.UriSchemeHttp ? Protocol.HTTP : Protocol.HTTPS,
            }).ConfigureAwait(false));
        }
        catch (AmazonClientException e)
        {
            throw new TransferException("this server has no credentials or no region for its store", isTransient: false, e);
        }
    }

    private static AmazonS3Config Config(Uri? serviceUrl, string? region)
    {
        var config = new AmazonS3Config();
        if (serviceUrl is not null)
        {
            config.ServiceURL = serviceUrl.AbsoluteUri;
            config.AuthenticationRegion = region ?? RegionOfCompatibleStores;
            // Compatible stores seldom have a name for every bucket.
            config.ForcePathStyle = true;
        }
        else if (region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return config;
    }
}
