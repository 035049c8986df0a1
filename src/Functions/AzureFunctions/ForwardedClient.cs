using System.Net;

namespace Speech.Functions.AzureFunctions;

/// <summary>Takes the address of the client from the header that the ingress sets, as the web host does where
/// <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c> is set. To the worker, all requests come from the functions host.</summary>
/// <param name="settings">The settings of the host.</param>
internal sealed class ForwardedClient(IConfiguration settings)
{
    private const string Setting = "ASPNETCORE_FORWARDEDHEADERS_ENABLED", Header = "X-Forwarded-For";

    private readonly bool _isEnabled = string.Equals(settings[Setting], "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Replaces the address of the connection. The ingress appends the address that it knows to what the client may have sent,
    /// so that the last one counts.</summary>
    public void ApplyTo(HttpContext context)
    {
        if (!_isEnabled) return;
        var last = context.Request.Headers[Header].ToString().Split(',')[^1].Trim();
        // With a port or without.
        if (IPEndPoint.TryParse(last, out var client)) context.Connection.RemoteIpAddress = client.Address;
    }
}
