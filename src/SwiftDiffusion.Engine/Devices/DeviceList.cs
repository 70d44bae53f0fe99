using System.Collections.Immutable;
using System.Globalization;
using SwiftDiffusion.Engine.Devices.Emulation;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>
/// Devices as a user writes them, separated by commas: "cpu" (all cores as one device), "cpu:2" and "cpu:0-3" (those cores), "cpu*2" (the cores in that
/// many equal sets), "cuda:0" (that GPU), "emulated:PROFILE*8" (that many devices that only take the profile's time), "auto" (what suits the model).
/// </summary>
/// <param name="Specs">The devices; empty for "auto".</param>
public sealed record DeviceList(ImmutableArray<DeviceSpec> Specs)
{
    private const string EmulatedPrefix = "emulated:";

    /// <summary>Each has a thread of its own.</summary>
    private const int MaxEmulated = 1024;

    /// <summary>What suits the model.</summary>
    public static DeviceList Auto { get; } = new([]);

    /// <summary>
    /// The devices for a model. By itself a small one gets a device per core, because its operators are too short to share; a large one gets all cores
    /// as one device.
    /// </summary>
    /// <param name="unetParameters">Of the largest model that runs on them.</param>
    /// <param name="available">Cores of this process.</param>
    public ImmutableArray<DeviceSpec> For(long unetParameters, CoreSet available)
    {
        if (!Specs.IsEmpty)
            return Specs;
        return unetParameters < OrtRuntime.SmallGraphParameters && available.Count > 1
            ? [.. available.Split(available.Count).Select(DeviceSpec.On)] : [DeviceSpec.Default];
    }

    /// <summary>Parses the text form.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="available">Cores of this process.</param>
    /// <returns>The list, or what is wrong and what would do.</returns>
    public static (DeviceList? List, string? Problem) Parse(string text, CoreSet available)
    {
        if (text == "auto")
            return (Auto, null);
        var specs = ImmutableArray.CreateBuilder<DeviceSpec>();
        foreach (string entry in text.Split(','))
        {
            var (some, problem) = ParseEntry(entry.Trim(), available);
            if (problem is not null)
                return (null, problem);
            specs.AddRange(some);
        }

        return FindClash(specs.ToImmutable(), available) is { } clash ? (null, clash) : (new DeviceList(specs.ToImmutable()), null);
    }

    public override string ToString() => Specs.IsEmpty ? "auto" : string.Join(',', Specs);

    private static (IEnumerable<DeviceSpec> Specs, string? Problem) ParseEntry(string entry, CoreSet available)
    {
        if (entry == "cpu")
            return ([DeviceSpec.Default], null);
        if (entry.StartsWith("cpu:", StringComparison.Ordinal) && CoreSet.TryParse(entry[4..]) is { } cores)
            return cores.Except(available) is [var missing, ..]
                ? ([], $"{entry} names core {missing}, which this process does not have; its cores are {available}") : ([DeviceSpec.On(cores)], null);
        if (entry.StartsWith("cpu*", StringComparison.Ordinal) && TryNumber(entry[4..], out int sets) && sets > 0)
            return available.Count % sets != 0
                ? ([], $"{entry} splits {available.Count} cores into {sets} equal sets, which is not possible; name the sets, as in cpu:0-1,cpu:2")
                : (available.Split(sets).Select(DeviceSpec.On), null);
        if (entry.StartsWith("cuda:", StringComparison.Ordinal) && TryNumber(entry[5..], out int gpu))
            return ([new DeviceSpec(DeviceKind.Cuda, gpu)], null);
        if (entry.StartsWith(EmulatedPrefix, StringComparison.Ordinal))
            return ParseEmulated(entry);
        return ([], $"'{entry}' is no device; expected auto, or devices separated by commas: cpu, cpu:CORE, cpu:FIRST-LAST, cpu*SETS, cuda:GPU, emulated:PROFILE*COUNT");
    }

    private static (IEnumerable<DeviceSpec> Specs, string? Problem) ParseEmulated(string entry)
    {
        int star = entry.LastIndexOf('*');
        int count = 1;
        if (star >= 0 && (!TryNumber(entry[(star + 1)..], out count) || count is < 1 or > MaxEmulated))
            return ([], $"{entry} must end in *COUNT, from 1 to {MaxEmulated}");
        try
        {
            var profile = DeviceProfileReader.Read(entry[EmulatedPrefix.Length..(star < 0 ? entry.Length : star)]);
            return (Enumerable.Range(0, count).Select(number => DeviceSpec.Emulated(profile, number)), null);
        }
        catch (DeviceUnavailableException e)
        {
            return ([], e.Message);
        }
    }

    /// <summary>A core or a GPU has one owner.</summary>
    private static string? FindClash(ImmutableArray<DeviceSpec> specs, CoreSet available)
    {
        for (int i = 0; i < specs.Length; i++)
        {
            for (int k = 0; k < i; k++)
            {
                var (one, other) = (specs[k], specs[i]);
                if (one.Kind != DeviceKind.Cpu && $"{one}" == $"{other}")
                    return $"{one} is named twice; name it once{(one.Kind == DeviceKind.Emulated ? ", with *COUNT for several" : "")}";
                if (one.Kind == DeviceKind.Cpu && other.Kind == DeviceKind.Cpu && CoresOf(one, available).Numbers.Intersect(CoresOf(other, available).Numbers).Any())
                    return $"{one} and {other} share core {CoresOf(one, available).Numbers.Intersect(CoresOf(other, available).Numbers).First()}; give every core to one device";
            }
        }

        return null;
    }

    private static CoreSet CoresOf(DeviceSpec spec, CoreSet available) => spec.Cores ?? available;

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
