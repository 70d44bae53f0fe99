using System.ComponentModel.DataAnnotations;
using SwiftDiffusion.Contracts.AddOns;

namespace SwiftDiffusion.Gateway.Registry;

/// <summary>
/// What may be registered while the service runs, and from where (configuration section <c>Registry</c>). Workers fetch: where they may connect to has to be set
/// for them as well as for gateways.
/// </summary>
public sealed class RegistryOptions : IValidatableObject
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Registry";

    /// <summary>Whether sources may be at private, loopback and link-local addresses. Leave it off where those who register are strangers.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Hosts whose addresses may be private all the same, such as <c>minio.internal</c>.</summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Largest upload. What workers fetch is bounded by <c>Adapters:MaxFileSizeBytes</c>.</summary>
    [Range(1024L, 1L << 40)]
    public long MaxUploadSizeBytes { get; set; } = 2L << 30;

    /// <summary>Largest upload of a model. What workers fetch is bounded by <c>Adapters:MaxModelSizeBytes</c>.</summary>
    [Range(1024L, 1L << 40)]
    public long MaxModelUploadSizeBytes { get; set; } = 16L << 30;

    /// <summary>Where uploads lie until they are complete; null for the system's temporary folder.</summary>
    public string? UploadFolder { get; set; }

    /// <summary>Whether, on a server without API keys, clients on other machines may register and remove as well.</summary>
    public bool IsOpenToAll { get; set; }

    /// <summary>Whether a host's addresses may be private.</summary>
    public bool AllowsPrivate(string host) => AllowPrivateAddresses || AllowedHosts.Contains(host.Trim('[', ']'), StringComparer.OrdinalIgnoreCase);

    /// <summary>Largest upload of a kind.</summary>
    public long MaxUploadSizeOf(AddOnKind kind) => kind == AddOnKind.Model ? MaxModelUploadSizeBytes : MaxUploadSizeBytes;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        foreach (string host in AllowedHosts.Where(host => Uri.CheckHostName(host) == UriHostNameType.Unknown))
            yield return new ValidationResult($"{nameof(AllowedHosts)} has '{host}'; expected a host's name or address, without scheme and port.", [nameof(AllowedHosts)]);
    }
}
