using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SwiftDiffusion.Engine.Devices.Emulation;

/// <summary>Reads profiles: those that come with the engine by name, others from a file.</summary>
public static class DeviceProfileReader
{
    private const string Folder = "Profiles";
    private const string Suffix = ".json";

    private static readonly Assembly Home = typeof(DeviceProfileReader).Assembly;

    /// <summary>Names of the profiles that come with the engine.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Home.GetManifestResourceNames()
        .Where(name => name.StartsWith($"{Folder}/", StringComparison.Ordinal)).Select(name => name[(Folder.Length + 1)..^Suffix.Length]).Order(StringComparer.Ordinal)];

    /// <summary>Reads a profile.</summary>
    /// <param name="nameOrPath">One of <see cref="Names"/>, or the path of a profile file.</param>
    /// <exception cref="DeviceUnavailableException">No such profile, or the file is none; the message names the field and what was expected.</exception>
    public static DeviceProfile Read(string nameOrPath)
    {
        using var stream = Open(nameOrPath);
        try
        {
            var profile = JsonSerializer.Deserialize(stream, DeviceProfileJson.Default.DeviceProfile)
                ?? throw new DeviceUnavailableException($"profile {nameOrPath}: is null; expected an object");
            return Problem(profile) is { } problem ? throw new DeviceUnavailableException($"profile {nameOrPath}: {problem}") : profile;
        }
        catch (JsonException e)
        {
            throw new DeviceUnavailableException($"profile {nameOrPath}: {e.Message}");
        }
    }

    private static Stream Open(string nameOrPath)
    {
        if (Names.Contains(nameOrPath))
            return Home.GetManifestResourceStream($"{Folder}/{nameOrPath}{Suffix}")!;
        try
        {
            return File.OpenRead(nameOrPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DeviceUnavailableException($"emulated:{nameOrPath}: neither a file nor one of the profiles {string.Join(", ", Names)}");
        }
    }

    private static string? Problem(DeviceProfile profile)
    {
        (string Field, NetworkProfile Network)[] networks =
        [
            ("uNet", profile.UNet), ("controlNet", profile.ControlNet), ("textEncoder", profile.TextEncoder),
            ("vaeDecoder", profile.VaeDecoder), ("vaeEncoder", profile.VaeEncoder),
        ];
        foreach (var (field, network) in networks)
        {
            if (network.MillisecondsByRows.IsEmpty || network.MillisecondsByRows.Keys.Min() < 1 || network.MillisecondsByRows.Values.Any(time => !IsDuration(time)))
                return $"{field}.millisecondsByRows must map row counts from 1 to milliseconds of 0 or more";
            if (network.SizeBytes < 0)
                return $"{field}.sizeBytes must not be negative";
        }

        (string Field, bool IsRight, string Expectation)[] scalars =
        [
            ("downShare", profile.DownShare is >= 0 and <= 1, "between 0 and 1"),
            ("speed", profile.Speed > 0 && double.IsFinite(profile.Speed), "greater than 0"),
            ("hostToDeviceBytesPerSecond", profile.HostToDeviceBytesPerSecond > 0, "greater than 0"),
            ("link.bytesPerSecond", profile.Link.BytesPerSecond > 0, "greater than 0"),
            ("link.latencyMilliseconds", IsDuration(profile.Link.LatencyMilliseconds), "0 or more"),
            ("link.residualBytesPerRow", profile.Link.ResidualBytesPerRow >= 0, "0 or more"),
            ("adapter.sizeBytes", profile.Adapter.SizeBytes >= 0, "0 or more"),
            ("adapter.inputOverhead", IsDuration(profile.Adapter.InputOverhead), "0 or more"),
            ("adapter.fetchBytesPerSecond", profile.Adapter.FetchBytesPerSecond > 0, "greater than 0"),
            ("adapter.patchSeconds", IsDuration(profile.Adapter.PatchSeconds), "0 or more"),
            ("adapter.injectSecondsPerGigabyte", IsDuration(profile.Adapter.InjectSecondsPerGigabyte), "0 or more"),
        ];
        var wrong = Array.Find(scalars, scalar => !scalar.IsRight);
        return wrong.Field is null ? null : $"{wrong.Field} must be {wrong.Expectation}";
    }

    private static bool IsDuration(double value) => value >= 0 && double.IsFinite(value);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(DeviceProfile))]
internal sealed partial class DeviceProfileJson : JsonSerializerContext;
