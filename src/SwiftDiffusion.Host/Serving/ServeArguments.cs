using System.Collections.Immutable;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Host.Commands;

namespace SwiftDiffusion.Host.Serving;

/// <summary>What <c>serve</c> was asked.</summary>
/// <param name="Urls">Addresses to listen on, separated by semicolons; port 0 takes a free one.</param>
/// <param name="Models">Model folders, the default one first.</param>
/// <param name="Devices">Where graphs run.</param>
/// <param name="Adapters">LoRAs from elsewhere.</param>
/// <param name="CorsOrigins">Origins of web pages that may call the API.</param>
public sealed record ServeArguments(
    string Urls, ImmutableArray<string> Models, DeviceList Devices, AdapterArguments Adapters, ImmutableArray<string> CorsOrigins);
