using System.Net;
using System.Net.Sockets;

namespace Speech.Functions.Requests;

/// <summary>Distinguishes clients, so that one of them cannot keep the others out.</summary>
internal static class ClientAddress
{
    private const int PrefixBytes = 8;

    /// <summary>The address of the client; of an IPv6 address the prefix of its network, since a client has all addresses of it. Behind a
    /// proxy it is that of the proxy unless <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c> is set.</summary>
    public static string Of(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily is AddressFamily.InterNetworkV6 && !IPAddress.IsLoopback(address)
            ? Convert.ToHexString(address.GetAddressBytes(), 0, PrefixBytes) : address.ToString();
    }
}
