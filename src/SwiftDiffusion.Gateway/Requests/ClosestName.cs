namespace SwiftDiffusion.Gateway.Requests;

/// <summary>Finds what a misspelt name probably meant.</summary>
internal static class ClosestName
{
    private const int LongestName = 64;

    /// <summary>The known name fewest edits away, if the edits are no more than a third of its letters (at least two); else null.</summary>
    public static string? Find(string name, IEnumerable<string> known)
    {
        if (name.Length is 0 or > LongestName)
            return null;

        var best = known.Where(candidate => candidate.Length is > 0 and <= LongestName)
            .Select(candidate => (Name: candidate, Edits: Edits(name, candidate)))
            .OrderBy(candidate => candidate.Edits).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Name is not null && best.Edits <= Math.Max(2, best.Name.Length / 3) ? best.Name : null;
    }

    /// <summary>Levenshtein distance without regard to case, one row of the table at a time.</summary>
    private static int Edits(string a, string b)
    {
        Span<int> row = stackalloc int[LongestName + 1];
        for (int j = 0; j <= b.Length; j++)
            row[j] = j;

        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substitution = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
