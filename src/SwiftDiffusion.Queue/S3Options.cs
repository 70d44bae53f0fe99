using System.ComponentModel.DataAnnotations;

namespace SwiftDiffusion.Queue;

/// <summary>An S3-compatible store for large blobs. Without keys the credentials of the environment or the machine's role are used.</summary>
public sealed class S3Options
{
    [Required]
    public string Bucket { get; set; } = "";

    /// <summary>Begins every object's key, such as <c>swiftdiffusion/</c>.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Address of a store other than AWS, such as <c>http://minio:9000</c>.</summary>
    public Uri? Endpoint { get; set; }

    [Required]
    public string Region { get; set; } = "us-east-1";

    public string? AccessKey { get; set; }

    public string? SecretKey { get; set; }
}
