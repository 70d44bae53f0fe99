using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace SwiftDiffusion.Queue.Blobs;

/// <summary>Blobs as objects of a bucket in any store that speaks S3.</summary>
internal sealed class S3Blobs(S3Options options) : IBlobStore, IDisposable
{
    private readonly AmazonS3Client _client = Create(options);

    public async Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream(content.ToArray(), writable: false);
        // One signed body: not every store understands signed chunks.
        var request = new PutObjectRequest { BucketName = options.Bucket, Key = KeyOf(name), InputStream = body, UseChunkEncoding = false };
        await _client.PutObjectAsync(request, cancellationToken);
    }

    public async Task<ReadOnlyMemory<byte>?> GetAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetObjectAsync(options.Bucket, KeyOf(name), cancellationToken);
            using var content = new MemoryStream();
            await response.ResponseStream.CopyToAsync(content, cancellationToken);
            return content.ToArray();
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public Task PutFileAsync(string name, string path, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest { BucketName = options.Bucket, Key = KeyOf(name), FilePath = path, UseChunkEncoding = false };
        return _client.PutObjectAsync(request, cancellationToken);
    }

    public async Task<StoredFile?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _client.GetObjectAsync(options.Bucket, KeyOf(name), cancellationToken);
            return new StoredFile(response.ResponseStream, response.ContentLength);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        _client.DeleteObjectAsync(options.Bucket, KeyOf(name), cancellationToken);

    public void Dispose() => _client.Dispose();

    private string KeyOf(string name) => options.Prefix + name;

    private static AmazonS3Client Create(S3Options options)
    {
        var config = new AmazonS3Config
        {
            // Other stores are addressed by path, and know neither the newer checksums nor names of hosts per bucket.
            ForcePathStyle = options.Endpoint is not null,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is null)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        else
            (config.ServiceURL, config.AuthenticationRegion) = (options.Endpoint.ToString(), options.Region);
        return options.AccessKey is null || options.SecretKey is null
            ? new AmazonS3Client(config)
            : new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config);
    }
}
