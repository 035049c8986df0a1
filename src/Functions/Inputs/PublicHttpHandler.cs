using System.Net;
using System.Net.Sockets;
using Speech.Functions.Errors;

namespace Speech.Functions.Inputs;

/// <summary>The HTTP handler of downloads, protected against server-side request forgery: it connects to public addresses only.</summary>
/// <remarks>Host names are resolved here and the connection goes to the very address that was verified, so that a second DNS response
/// cannot redirect it. A proxy would resolve names itself; none is used.</remarks>
internal static class PublicHttpHandler
{
    public static SocketsHttpHandler Create(OutboundNetwork network) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        SslOptions = network.Tls,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(network, context.DnsEndPoint, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(OutboundNetwork network, DnsEndPoint host, CancellationToken cancellationToken)
    {
        var addresses = await network.ResolveAsync(host.Host, cancellationToken);
        // A private address among public ones is an attack or a misconfiguration: reject the host.
        if (addresses.Length == 0 || !Array.TrueForAll(addresses, AddressRanges.IsPublic))
            throw new InvalidBodyException("The host of the URL in inputs has no public address");
        for (var index = 0; ; index++)
        {
            try
            {
                return await network.ConnectAsync(new IPEndPoint(addresses[index], host.Port), cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or SocketException && index + 1 < addresses.Length)
            {
                // Try the next address of the host.
            }
        }
    }
}
