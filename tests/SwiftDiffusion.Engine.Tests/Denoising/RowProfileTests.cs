using SwiftDiffusion.Engine.Denoising;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Denoising;

public sealed class RowProfileTests
{
    [Fact]
    public void Tries_larger_batches_as_long_as_nothing_is_known() => Assert.Equal(16, new RowProfile(16).Limit);

    [Fact]
    public void Stays_at_two_rows_where_doubling_the_rows_doubles_the_time()
    {
        var profile = Measured((2, 1.0), (4, 2.0));
        Assert.Equal(2, profile.Limit);
    }

    [Fact]
    public void Goes_as_far_as_doubling_pays()
    {
        // SDXL on an H800: 54, 89 and 165 ms at 2, 4 and 8 rows.
        Assert.Equal(4, Measured((2, 0.054), (4, 0.089), (8, 0.165)).Limit);
    }

    [Fact]
    public void Never_exceeds_the_bound() => Assert.Equal(1, new RowProfile(1).Limit);

    [Fact]
    public void Does_not_trust_a_single_slow_step()
    {
        var profile = new RowProfile(4);
        profile.Observe(2, TimeSpan.FromSeconds(1));
        profile.Observe(4, TimeSpan.FromSeconds(9));
        Assert.Equal(4, profile.Limit);
    }

    [Fact]
    public void Counts_an_odd_number_of_rows_by_the_row()
    {
        var profile = Measured((3, 1.5));
        Assert.Equal(2.0, profile.Seconds(4)!.Value, precision: 6);
    }

    private static RowProfile Measured(params (int Rows, double Seconds)[] steps)
    {
        var profile = new RowProfile(8);
        foreach (var (rows, seconds) in steps)
        {
            for (int i = 0; i < 3; i++)
                profile.Observe(rows, TimeSpan.FromSeconds(seconds));
        }

        return profile;
    }
}
