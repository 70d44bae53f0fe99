using SwiftDiffusion.Host.Commands;
using SwiftDiffusion.LoadGen;
using SwiftDiffusion.LoadGen.Stubs;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.Host.Planning;

/// <summary>A trace whose LoRAs have the names of stub adapters, one for each, and whose pictures have the model's own size, since emulated devices take no longer for others.</summary>
/// <param name="Trace">The trace.</param>
/// <param name="Loras">Different LoRAs in it.</param>
internal sealed record TraceOfStubs(Trace Trace, int Loras)
{
    /// <exception cref="CommandException">The file is no trace.</exception>
    public static TraceOfStubs Read(string path, TimeSpan duration)
    {
        Trace trace;
        try
        {
            trace = TraceReader.Read(path);
        }
        catch (Exception e) when (e is UserException or TraceFormatException)
        {
            throw new CommandException($"--trace: {e.Message}", e);
        }

        TraceRequest[] requests = [.. trace.Requests.TakeWhile(request => request.At < duration)];
        if (requests.Length == 0)
            throw new CommandException($"--trace: {path} has no request within --duration; the first arrives after {trace.Requests[0].At.TotalSeconds:0.###} s");
        if (requests.Any(request => request.MaskRatio is not null))
            throw new CommandException($"--trace: {path} has requests with mask_ratio; edits cost what their masks leave, which profiles of devices do not say");
        var numbers = new Dictionary<string, int>();
        foreach (var lora in requests.SelectMany(request => request.Loras))
            numbers.TryAdd(lora.Name, numbers.Count);
        return new TraceOfStubs(trace with { Requests = [.. requests.Select(request => request with { Size = null, Loras = [.. request.Loras.Select(Stub)] })] }, numbers.Count);

        LoraUse Stub(LoraUse lora) => lora with { Name = StubAdapterList.NameOf(numbers[lora.Name]) };
    }
}
