using SwiftDiffusion.Host.Bench.Quality;

namespace SwiftDiffusion.Host.Tests.Bench;

public sealed class MersenneTwisterTests
{
    [Fact]
    public void The_ten_thousandth_word_is_the_one_the_C_plus_plus_standard_gives()
    {
        var words = new MersenneTwister(5489);
        uint word = 0;
        for (int i = 0; i < 10_000; i++)
            word = words.Next();

        Assert.Equal(4123659995u, word);
    }
}
