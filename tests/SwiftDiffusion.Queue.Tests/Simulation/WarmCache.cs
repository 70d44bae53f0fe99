namespace SwiftDiffusion.Queue.Tests.Simulation;

/// <summary>What a simulated worker keeps of one kind: the most recently used.</summary>
internal sealed class WarmCache(int capacity)
{
    private readonly LinkedList<string> _recent = [];

    public string[] Names => [.. _recent];

    /// <summary>Uses these, and says how many had to be loaded.</summary>
    public int Use(IEnumerable<string> names)
    {
        int loads = 0;
        foreach (string name in names)
        {
            if (!_recent.Remove(name))
                loads++;
            _recent.AddFirst(name);
        }

        while (_recent.Count > capacity)
            _recent.RemoveLast();
        return loads;
    }
}
