using CsCheck;
using SwiftDiffusion.Engine.Adapters;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters;

public sealed class TuckerCoreTests
{
    private static readonly Gen<(int Rank, int Inputs, int Kernel, float[] Mid, float[] Down)> Cores =
        from rank in Gen.Int[1, 6]
        from inputs in Gen.Int[1, 9]
        from kernel in Gen.Int[1, 9]
        from mid in LayerGen.Value.Array[rank * rank * kernel]
        from down in LayerGen.Value.Array[rank * inputs]
        select (rank, inputs, kernel, mid, down);

    [Fact]
    public void Core_is_contracted_with_the_input_side() =>
        Cores.Sample((rank, inputs, kernel, mid, down) =>
        {
            var expected = from p in Enumerable.Range(0, rank)
                           from i in Enumerable.Range(0, inputs)
                           from k in Enumerable.Range(0, kernel)
                           select Enumerable.Range(0, rank).Sum(q => (double)mid[(p * rank + q) * kernel + k] * down[q * inputs + i]);

            return LayerGen.AreClose([.. expected], TuckerCore.MultiplyInto(mid, down, rank, kernel));
        }, iter: 200);
}
