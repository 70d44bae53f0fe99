using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace SwiftDiffusion.Engine.Adapters.Store.Origins;

/// <summary>
/// Amazon S3, or a store that speaks its protocol. Credentials are those of the environment, the profile or the machine's role, as every tool of
/// that world finds them.
/// </summary>
/// <param name="serviceUrl">Address of a compatible store; null for Amazon's own.</param>
/// <param name="region">Region to sign for; null for the environment's.</param>
/// <param name="connectTimeout">How long a connection may take.</param>
internal sealed class S3Origin(Uri? serviceUrl, string? region, TimeSpan connectTimeout) : IAdapterOrigin, IDisposable
{
    /// <summary>What compatible stores that have no regions expect a signature to name.</summary>
    private const string RegionOfCompatibleStores = "us-east-1";

    /// <summary>Made when first asked: looking for credentials may go over the network.</summary>
    private readonly Lazy<AmazonS3Client> _client = new(() => new AmazonS3Client(Config(serviceUrl, region, connectTimeout)));

    public async Task<OriginFile?> OpenAsync(Uri address, OriginVersion? known, CancellationToken cancellation)
    {
        var request = new GetObjectRequest
        {
            BucketName = address.Host,
            Key = Uri.UnescapeDataString(address.AbsolutePath[1..]),
            EtagToNotMatch = known?.ETag,
        };
        try
        {
            var response = await _client.Value.GetObjectAsync(request, cancellation).ConfigureAwait(false);
            return new OriginFile(response.ResponseStream, response.ContentLength, new OriginVersion(response.ETag, null), response);
        }
        catch (AmazonServiceException e) when (e.StatusCode == System.Net.HttpStatusCode.NotModified)
        {
            return null;
        }
        catch (AmazonServiceException e) when (e.StatusCode != 0)
        {
            throw StatusFailure.Of(e.StatusCode, e);
        }
        catch (Exception e) when (e is AmazonServiceException or HttpRequestException or IOException)
        {
            throw new TransferException("its store does not take connections", isTransient: true, e);
        }
        catch (AmazonClientException e)
        {
            throw new TransferException("this server has no credentials or no region for its store", isTransient: false, e);
        }
    }

    public void Dispose()
    {
        if (_client.IsValueCreated)
            _client.Value.Dispose();
    }

    private static AmazonS3Config Config(Uri? serviceUrl, string? region, TimeSpan connectTimeout)
    {
        // Attempts are counted in one place only, and it is not here.
        var config = new AmazonS3Config { MaxErrorRetry = 0, ConnectTimeout = connectTimeout };
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
