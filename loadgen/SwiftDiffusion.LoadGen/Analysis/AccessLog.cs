using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Analysis;

/// <summary>The add-ons of one kind that the requests of one service name, as numbers.</summary>
/// <param name="Requests">Numbers of each request's add-ons, in its order.</param>
/// <param name="Instances">Requests of each serving instance, as positions in <paramref name="Requests"/>.</param>
/// <param name="Invocations">How often each number is named.</param>
internal sealed record AccessLog(IReadOnlyList<int[]> Requests, IReadOnlyList<IReadOnlyList<int>> Instances, IReadOnlyList<int> Invocations)
{
    public static AccessLog Of(IReadOnlyList<TraceRequest> requests, AddOnKind kind)
    {
        var numbers = new Dictionary<string, int>();
        var invocations = new List<int>();
        int[][] named = [.. requests.Select(request => request.NamesOf(kind).Select(NumberOf).ToArray())];
        var instances = Enumerable.Range(0, requests.Count).GroupBy(i => requests[i].Instance ?? "").Select(group => (IReadOnlyList<int>)[.. group]);
        return new AccessLog(named, [.. instances], invocations);

        int NumberOf(string name)
        {
            if (!numbers.TryGetValue(name, out int number))
            {
                numbers[name] = number = invocations.Count;
                invocations.Add(0);
            }

            invocations[number]++;
            return number;
        }
    }
}
