using System.Text.RegularExpressions;

namespace SwiftDiffusion.Deployment.Tests.Files;

/// <summary>A Prometheus expression, and who asks it.</summary>
internal sealed partial record MetricQuery(string Place, string Expression)
{
    private static readonly HashSet<string> Keywords = ["by", "without", "on", "ignoring", "group_left", "group_right", "or", "and", "unless", "bool", "offset"];

    /// <summary>Names of the series it reads.</summary>
    public IEnumerable<string> Metrics => Name().Matches(Grouping().Replace(Braces().Replace(Expression, ""), ""))
        .Select(match => match.Value).Where(name => !Keywords.Contains(name)).Distinct();

    /// <summary>Labels it chooses or groups by.</summary>
    public IEnumerable<string> Labels => Braces().Matches(Expression).SelectMany(braces => Matcher().Matches(braces.Value)).Select(matcher => matcher.Groups[1].Value)
        .Concat(Grouping().Matches(Expression).SelectMany(grouping => grouping.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))).Distinct();

    // Neither functions, which are called, nor durations in brackets.
    [GeneratedRegex(@"(?<![\w\[$])[a-z_:][a-z0-9_:]*(?![\w(])(?!\s*\()(?!\])")]
    private static partial Regex Name();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]")]
    private static partial Regex Braces();

    [GeneratedRegex(@"\b(?:by|without)\s*\(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"([a-z_]+)\s*(?:=~|!~|!=|=)")]
    private static partial Regex Matcher();
}
