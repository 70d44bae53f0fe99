using CsCheck;
using SwiftDiffusion.Queue.Payloads;

namespace SwiftDiffusion.Queue.Tests.Payloads;

public sealed class TokenTests
{
    [Fact]
    public void A_token_holds_nothing_that_scripts_split_at() => Gen.String.Where(IsText).Sample(name =>
        !Token.Of(name).Any(" :\n\t/{}".Contains) && Token.NameOf(Token.Of(name)) == name);

    [Fact]
    public void Add_ons_belong_to_their_model_and_are_named_once()
    {
        var job = Samples.Job("m 1", loras: ["a", "a", "b/c"], controlNets: ["canny"]);
        Assert.Equal("c/m%201/canny l/m%201/a l/m%201/b%2Fc", Token.AddOns(job));
    }

    [Fact]
    public void What_is_warm_has_the_tokens_of_the_jobs_that_need_it() =>
        Assert.Equal("m/m c/m/canny l/m/a", Token.Warm(Samples.Warm(["a"], ["canny"], "m")));

    /// <summary>Half a surrogate pair is no character.</summary>
    private static bool IsText(string text) => !text.Any(char.IsSurrogate);
}
