using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Bench;

/// <summary>Everything <c>bench</c> measured.</summary>
/// <param name="Model">Model id.</param>
/// <param name="Device">Where it ran.</param>
/// <param name="Threads">Threads of a graph.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="LoadSeconds">From the folder to sessions ready for a request.</param>
/// <param name="Request">A whole request.</param>
/// <param name="Memory">After it, with nothing but the serving engine loaded.</param>
/// <param name="Graphs">Networks alone.</param>
/// <param name="Adapters">What adapter inputs cost.</param>
/// <param name="Sessions">Session creation, graph by graph.</param>
internal sealed record BenchReport(
    string Model,
    string Device,
    int Threads,
    int Width,
    int Height,
    double LoadSeconds,
    RequestTimes Request,
    MemoryUse Memory,
    IReadOnlyList<Measurement> Graphs,
    IReadOnlyList<AdapterOverhead> Adapters,
    IReadOnlyList<Measurement> Sessions) : IReport
{
    public void Write(TextWriter output)
    {
        output.WriteLine($"{Model}, {Width}x{Height}, on {Device} ({Threads} threads), loaded in {Figures.Duration(LoadSeconds)}");
        output.WriteLine();
        WriteGraphs(output);
        output.WriteLine();
        WriteAdapters(output);
        output.WriteLine();
        WriteRequest(output);
    }

    private void WriteGraphs(TextWriter output)
    {
        var table = new TextTable("what", "rows", "min", "median", "runs");
        foreach (var line in Graphs.Concat(Sessions))
            table.Add(line.Name, $"{line.Rows}", Figures.Duration(line.MinSeconds), Figures.Duration(line.MedianSeconds), $"{line.Runs}");
        table.Write(output);
    }

    private void WriteAdapters(TextWriter output)
    {
        var table = new TextTable("adapters", "rows", "min step", "overhead");
        foreach (var adapter in Adapters)
            table.Add($"rank {adapter.Rank}", $"{AdapterBench.Rows}", Figures.Duration(adapter.MinSeconds), Figures.Percent(adapter.Overhead));
        table.Write(output);
    }

    private void WriteRequest(TextWriter output)
    {
        var (total, step) = (Request.Total, Figures.Duration(Request.StepSeconds));
        output.WriteLine(
            $"request of {Request.InferenceSteps} guided steps: median {Figures.Duration(total.MedianSeconds)}, min {Figures.Duration(total.MinSeconds)} of {total.Runs} runs");
        output.WriteLine(
            $"  encode {Figures.Duration(Request.EncodeSeconds)}, denoise {Figures.Duration(Request.DenoiseSeconds)}, decode {Figures.Duration(Request.DecodeSeconds)}");
        output.WriteLine(
            $"  a step takes {step}, of which {Figures.Duration(Request.OutsideSeconds)} ({Figures.Percent(Request.OutsideShare)}) outside ONNX Runtime");
        output.WriteLine(
            $"memory: {Figures.Bytes(Memory.ResidentSizeBytes)} resident, {Figures.Bytes(Memory.PeakSizeBytes)} at most; "
            + $"the weights are {Figures.Bytes(Memory.WeightsSizeBytes)} in single precision");
    }
}
