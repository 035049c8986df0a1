using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Speech.Storage.Containers;
using Speech.Storage.Jobs;
using Speech.Storage.Options;

namespace Speech.Storage.Tests.Jobs;

/// <summary>Storage that accepts connections and never answers.</summary>
public sealed class SilentStorageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_ends_with_the_exception_of_unavailable_storage()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var connection = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;"
            + $"BlobEndpoint=http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/a";
        var options = new OptionsWrapper<StorageOptions>(new() { ConnectionString = new(connection), CallSeconds = 1 });
        var jobs = new JobStore(new StorageContainers(options), new OptionsWrapper<BackgroundOptions>(new()), TimeProvider.System);

        // Three attempts of a second each, with pauses.
        var finding = jobs.FindAsync(JobNames.NewId(), Stop);
        await Assert.ThrowsAsync<StorageException>(() => finding.WaitAsync(TimeSpan.FromSeconds(20), Stop));
    }
}
