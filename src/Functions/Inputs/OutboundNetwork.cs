using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Speech.Functions.Inputs;

/// <summary>Name resolution and connections of downloads.</summary>
/// <param name="ResolveAsync">Returns the addresses of a host name.</param>
/// <param name="ConnectAsync">Connects to exactly one address.</param>
internal sealed record OutboundNetwork(
    Func<string, CancellationToken, Task<IPAddress[]>> ResolveAsync, Func<IPEndPoint, CancellationToken, ValueTask<Stream>> ConnectAsync)
{
    /// <summary>DNS and TCP of the operating system.</summary>
    public static OutboundNetwork System { get; } = new(Dns.GetHostAddressesAsync, ConnectSocketAsync);

    /// <summary>How certificates are verified; by default as the operating system does.</summary>
    public SslClientAuthenticationOptions Tls { get; init; } = new();

    private static async ValueTask<Stream> ConnectSocketAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
