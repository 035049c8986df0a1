using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Azure.Storage.Blobs;
using Speech.Storage.Tests.Support;
using Speech.TestSupport;

[assembly: AssemblyFixture(typeof(Azurite))]

namespace Speech.Storage.Tests.Support;

/// <summary>The storage emulator, shared by all tests and started by the first one that needs it.</summary>
public sealed class Azurite : IAsyncDisposable
{
    private readonly Lazy<Task<Process>> _process;
    private readonly int _port = FreePort();

    public Azurite() => _process = new(StartAsync);

    /// <summary>With the emulator's well-known key.</summary>
    public string ConnectionString
        => "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
        + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + $"BlobEndpoint=http://127.0.0.1:{_port}/devstoreaccount1";

    private static string Program
        => RepositoryFolder.PathOf("tests", "Functions.Tests", "Clients", "node_modules", "azurite", "dist", "src", "blob", "main.js");

    /// <summary>Skips the running test where the emulator or Node.js is not installed.</summary>
    public async Task RequireAsync()
    {
        if (!File.Exists(Program)) Assert.Skip("Azurite is not installed: run \"npm ci\" in tests/Functions.Tests/Clients");
        try
        {
            await _process.Value;
        }
        catch (Win32Exception)
        {
            Assert.Skip("Node.js is not installed");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.IsValueCreated || !_process.Value.IsCompletedSuccessfully) return;
        using var process = await _process.Value;
        process.Kill();
    }

    private async Task<Process> StartAsync()
    {
        string[] arguments =
        [
            Program, "--blobHost", "127.0.0.1", "--blobPort", $"{_port}", "--inMemoryPersistence", "--disableTelemetry", "--silent",
        ];
        var start = new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        // A full pipe would block the process.
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        // The retries of the client wait until the emulator responds.
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05)
        {
            Retry = { MaxRetries = 120, Delay = TimeSpan.FromMilliseconds(250), MaxDelay = TimeSpan.FromSeconds(1) },
        };
        await new BlobServiceClient(ConnectionString, options).GetPropertiesAsync(TestContext.Current.CancellationToken);
        return process;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
