using CsCheck;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Tests.Traces;

/// <summary>Any request that a trace can hold.</summary>
internal static class TraceGen
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char["abc ,;=\"\n'ü"], 1, 12].Where(text => text.Trim().Length > 0);
    private static readonly Gen<string> Name = Gen.String[Gen.Char["abc-_./:0123"], 1, 8];
    private static readonly Gen<LoraUse> Lora = Gen.Select(Name, Gen.OneOf(Gen.Const(1.0), Gen.Const(0.5), Gen.Const(-1.25))).Select(lora => new LoraUse(lora.Item1, lora.Item2));

    public static Gen<TraceRequest> Request { get; } =
        Gen.Select(Gen.Int[0, 1_000_000], Text.Null(), Gen.Int[1, 200].Select(side => (ImageSize?)new ImageSize(8 * side, 64)), Gen.Long[0, JobLimits.MaxSeed], Name.Array[0, 3], Lora.Array[0, 3], Gen.Int[0, 1000], Name.Null())
            .Select((at, prompt, size, seed, controlNets, loras, slo, key) => new TraceRequest
            {
                At = TimeSpan.FromMilliseconds(at),
                Prompt = prompt,
                Size = size,
                Seed = seed,
                ControlNets = controlNets,
                Loras = loras,
                ServiceLevelObjective = slo == 0 ? null : TimeSpan.FromMilliseconds(slo),
                Key = key,
            });
}
