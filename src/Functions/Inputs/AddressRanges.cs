using System.Net;
using System.Net.Sockets;

namespace Speech.Functions.Inputs;

/// <summary>Distinguishes addresses of the public internet from private, link-local (which includes the metadata services of clouds),
/// loopback, shared, documentation, multicast and reserved ones (IANA special-purpose address registries).</summary>
internal static class AddressRanges
{
    private static readonly IPNetwork[] ReservedIPv4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Azure's platform services, reachable from inside Azure only.
            "168.63.129.16/32",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Global unicast.</summary>
    private static readonly IPNetwork GlobalIPv6 = IPNetwork.Parse("2000::/3");

    /// <summary>Parts of global unicast that are reserved, or embed an IPv4 address that could be any: Teredo and its block, documentation,
    /// 6to4.</summary>
    private static readonly IPNetwork[] ReservedIPv6 = [
        .. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Array.Exists(ReservedIPv4, range => range.Contains(address)),
            AddressFamily.InterNetworkV6 => GlobalIPv6.Contains(address) && !Array.Exists(ReservedIPv6, range => range.Contains(address)),
            _ => false,
        };
    }
}
