using System.Net;
using System.Net.Sockets;

namespace SwiftDiffusion.Fleet.Tests.Processes;

/// <summary>Ports for programs that must come back where they were.</summary>
internal static class FreePort
{
    // Below those that the kernel gives to whoever asks for any, so that nobody gets one while its program is away. Runs side by side begin in different places.
    private const int First = 15_000, Count = 15_000;

    private static int _next = Environment.ProcessId * 101;

    /// <summary>A loopback port that nobody has.</summary>
    public static int Next()
    {
        while (true)
        {
            int port = First + (Interlocked.Increment(ref _next) % Count);
            if (IsFree(port))
                return port;
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
