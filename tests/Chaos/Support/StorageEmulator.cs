using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Speech.TestSupport;

namespace Speech.Chaos.Support;

/// <summary>Azurite in a process of its own, with the containers of the endpoint.</summary>
internal sealed class StorageEmulator : IDisposable
{
    private readonly Process _process;
    private readonly BlobServiceClient _service;

    private StorageEmulator(Process process, int port)
    {
        (_process, Address) = (process, new Uri($"http://127.0.0.1:{port}"));
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05)
        {
            Retry = { MaxRetries = 60, Delay = TimeSpan.FromMilliseconds(250), MaxDelay = TimeSpan.FromSeconds(1) },
        };
        _service = new BlobServiceClient(ConnectionStringAt(Address), options);
    }

    public Uri Address { get; }

    public BlobContainerClient Audio => _service.GetBlobContainerClient("audio");

    public BlobContainerClient Transcripts => _service.GetBlobContainerClient("transcripts");

    /// <summary>With the emulator's well-known key, at the address of a proxy.</summary>
    public static string ConnectionStringAt(Uri address)
        => "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
        + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + $"BlobEndpoint={address.GetLeftPart(UriPartial.Authority)}/devstoreaccount1";

    /// <exception cref="LawBrokenException">Azurite or Node.js is not installed.</exception>
    public static async Task<StorageEmulator> StartAsync(CancellationToken cancellationToken)
    {
        var program = RepositoryFolder.PathOf(
            "tests", "Functions.Tests", "Clients", "node_modules", "azurite", "dist", "src", "blob", "main.js");
        var port = FreePort();
        string[] arguments =
            [program, "--blobHost", "127.0.0.1", "--blobPort", $"{port}", "--inMemoryPersistence", "--disableTelemetry", "--silent"];
        try
        {
            var process = Process.Start(
                new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            var emulator = new StorageEmulator(process, port);
            await emulator.Audio.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await emulator.Transcripts.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            return emulator;
        }
        catch (Win32Exception)
        {
            throw new LawBrokenException("Node.js is not installed");
        }
    }

    /// <summary>The outputs by name, with the stage that a status shows.</summary>
    public async Task<Dictionary<string, string?>> ListOutputsAsync(CancellationToken cancellationToken)
    {
        var outputs = new Dictionary<string, string?>();
        var options = new GetBlobsOptions { Traits = BlobTraits.Metadata };
        await foreach (var blob in Transcripts.GetBlobsAsync(options, cancellationToken))
            outputs[blob.Name] = blob.Metadata?.TryGetValue("stage", out var stage) == true ? stage : null;
        return outputs;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
