using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace SwiftDiffusion.Host.Commands;

/// <summary>An option that takes a number within bounds, and says them when it is given something else.</summary>
internal static class NumberOption
{
    // No thousands separators: "1,5" would be 15.
    private const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static Option<T> Create<T>(string name, string description, T standard, T min, T max)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => standard,
            CustomParser = result =>
            {
                string text = result.Tokens[^1].Value;
                if (T.TryParse(text, Styles, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
                    return value;
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}'; expected a number from {min} to {max}."));
                return standard;
            },
        };
}
