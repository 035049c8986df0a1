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

/// <summary>A host with audio, and an internet in which it has a public address: its names and the way to it are made up, the connection and its TLS are real.</summary>
internal sealed class MediaServer : IAsyncDisposable
{
    public const string Host = "media.example.com";
    private static readonly IPAddress s_public = IPAddress.Parse("93.184.216.34");
    private readonly WebApplication _app;

    private MediaServer(WebApplication app) => _app = app;

    /// <summary>The addresses that a name has; by default one, and it is public.</summary>
    public Func<string, IPAddress[]> Resolve { get; set; } = _ => [s_public];

    /// <summary>Every address that was connected to.</summary>
    public List<IPAddress> Dialled { get; } = [];

    public UrlNetwork Network => new(
        (host, _) => Task.FromResult(Resolve(host)),
        async (to, stop) =>
        {
            Dialled.Add(to.Address);
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
