using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Tests.Output;

public sealed class TextTableTests
{
    [Fact]
    public void Columns_are_aligned_figures_to_the_right()
    {
        var table = new TextTable("name", "size");
        table.Add("a", "5 B");
        table.Add("longer", "12 B");
        using var output = new StringWriter();

        table.Write(output);

        Assert.Equal("name    size\na        5 B\nlonger  12 B\n", output.ToString());
    }
}
