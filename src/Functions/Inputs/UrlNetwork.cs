using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Speech.Functions.Inputs;

/// <summary>The outside world, as far as fetching needs it.</summary>
/// <param name="ResolveAsync">The addresses of a host.</param>
/// <param name="DialAsync">A connection to exactly one address.</param>
internal sealed record UrlNetwork(
    Func<string, CancellationToken, Task<IPAddress[]>> ResolveAsync, Func<IPEndPoint, CancellationToken, ValueTask<Stream>> DialAsync)
{
    /// <summary>The real one.</summary>
    public static UrlNetwork System { get; } = new(Dns.GetHostAddressesAsync, ConnectAsync);

    /// <summary>How certificates are verified; by default as the system does.</summary>
    public SslClientAuthenticationOptions Tls { get; init; } = new();

    private static async ValueTask<Stream> ConnectAsync(IPEndPoint to, CancellationToken cancellationToken)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(to, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
