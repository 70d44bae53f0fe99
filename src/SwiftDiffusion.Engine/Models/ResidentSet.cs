namespace SwiftDiffusion.Engine.Models;

/// <summary>
/// What lies in one memory, within a budget of bytes: the least recently used leaves first, and what is in use never. Not thread-safe; its owner locks.
/// </summary>
/// <param name="budgetBytes">Bytes that may lie there.</param>
internal sealed class ResidentSet<TKey>(long budgetBytes)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Resident> _residents = [];
    private long _uses;

    /// <summary>Bytes that lie there now; above the budget only while all of them are in use.</summary>
    public long HeldBytes => _residents.Values.Sum(resident => resident.Bytes);

    public bool Contains(TKey key) => _residents.ContainsKey(key);

    /// <summary>
    /// Takes something in, in use from now on, or marks it so if it is there. It is taken in whatever the budget says, because a request cannot run without;
    /// <see cref="Overflow"/> says what has to leave.
    /// </summary>
    public void Take(TKey key, long bytes)
    {
        if (!_residents.TryGetValue(key, out var resident))
            _residents.Add(key, resident = new Resident(bytes));
        resident.Pins++;
        resident.LastUse = _uses++;
    }

    /// <summary>Whether it would fit beside what is in use.</summary>
    public bool HasRoomFor(long bytes) => _residents.Values.Where(resident => resident.Pins > 0).Sum(resident => resident.Bytes) + bytes <= budgetBytes;

    /// <summary>Ends a use.</summary>
    public void Release(TKey key) => _residents[key].Pins--;

    /// <summary>Removes what has to leave and returns it.</summary>
    public IReadOnlyList<TKey> Overflow()
    {
        var leaving = new List<TKey>();
        long held = HeldBytes;
        foreach (var (key, resident) in _residents.Where(entry => entry.Value.Pins == 0).OrderBy(entry => entry.Value.LastUse).ToArray())
        {
            if (held <= budgetBytes)
                break;
            held -= resident.Bytes;
            _residents.Remove(key);
            leaving.Add(key);
        }

        return leaving;
    }

    /// <summary>Removes something nobody uses; false when it is in use or not there.</summary>
    public bool Remove(TKey key) => _residents.TryGetValue(key, out var resident) && resident.Pins == 0 && _residents.Remove(key);

    private sealed class Resident(long bytes)
    {
        public long Bytes => bytes;

        public int Pins { get; set; }

        public long LastUse { get; set; }
    }
}
