using System.CommandLine;

namespace SwiftDiffusion.LoadGen.Commands;

/// <summary>Arguments that name a file or folder. What looks like an option is a misspelt one, not a name.</summary>
internal static class PathArgument
{
    public static Argument<string> Create(string name, string description) => WithoutOptions(new Argument<string>(name) { Description = description });

    public static Argument<string?> CreateOptional(string name, string description) =>
        WithoutOptions(new Argument<string?>(name) { Description = description, Arity = ArgumentArity.ZeroOrOne });

    private static Argument<T> WithoutOptions<T>(Argument<T> argument)
    {
        argument.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal)) is { } option)
                result.AddError($"There is no option {option.Value}.");
        });
        return argument;
    }
}
