using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Speech.Functions.Inputs;

namespace Speech.Functions.Tests.Inputs;

/// <summary>A server with audio on a network where its address is public: names and routing are simulated, connections and TLS
/// real.</summary>
internal sealed class MediaServer : IAsyncDisposable
{
    public const string Host = "media.example.com";
    private static readonly IPAddress PublicAddress = IPAddress.Parse("93.184.216.34");
    private readonly WebApplication _app;

    private MediaServer(WebApplication app) => _app = app;

    /// <summary>Resolves a host name; by default to one public address.</summary>
    public Func<string, IPAddress[]> Resolve { get; set; } = _ => [PublicAddress];

    /// <summary>The addresses of all connections.</summary>
    public List<IPAddress> Connected { get; } = [];

    public OutboundNetwork Network => new(
        (host, _) => Task.FromResult(Resolve(host)),
        async (to, stop) =>
        {
            Connected.Add(to.Address);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, new Uri(_app.Urls.Single()).Port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        })
    {
        Tls = new() { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == $"CN={Host}" },
    };

    public static async Task<MediaServer> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(Certificate())));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new MediaServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
