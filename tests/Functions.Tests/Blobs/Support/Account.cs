using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Speech.Functions.Blobs;

namespace Speech.Functions.Tests.Blobs.Support;

/// <summary>Three containers of a test's own.</summary>
internal sealed class Account
{
    private static int Count;
    private readonly string _connectionString;
    private readonly string _prefix = $"t{Environment.ProcessId}-{Interlocked.Increment(ref Count)}-";

    private Account(string connectionString)
    {
        _connectionString = connectionString;
        var service = new BlobServiceClient(connectionString, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05));
        Audio = service.GetBlobContainerClient(_prefix + "audio");
        Transcripts = service.GetBlobContainerClient(_prefix + "transcripts");
        Jobs = service.GetBlobContainerClient(_prefix + "jobs");
    }

    public BlobContainerClient Audio { get; }

    public BlobContainerClient Transcripts { get; }

    public BlobContainerClient Jobs { get; }

    /// <summary>The settings of a host that works for this account.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("AzureWebJobsStorage", _connectionString), ("AUDIO_CONTAINER", Audio.Name), ("TRANSCRIPTS_CONTAINER", Transcripts.Name), ("JOBS_CONTAINER", Jobs.Name),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<Account> CreateAsync(Azurite azurite)
    {
        await azurite.RequireAsync();
        var account = new Account(azurite.ConnectionString);
        await account.Audio.CreateAsync(cancellationToken: Stop);
        return account;
    }

    public async Task<string> UploadAsync(string name, byte[] audio, params (string Name, string Value)[] metadata)
    {
        var options = new BlobUploadOptions { Metadata = metadata.ToDictionary(one => one.Name, one => one.Value) };
        return (await Audio.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(audio), options, Stop)).Value.ETag.Bare();
    }

    /// <summary>The text of an output; null where there is none.</summary>
    public async Task<string?> ReadAsync(string name) => (await Transcripts.GetBlobClient(name).FindContentAsync(Stop))?.ToString();

    public async Task<BlobProperties> PropertiesAsync(string name) => await Transcripts.GetBlobClient(name).GetPropertiesAsync(cancellationToken: Stop);

    public async Task<JsonElement> StatusAsync(string name) => JsonElement.Parse((await ReadAsync(name + ".status.json"))!);

    public static async Task<List<string>> NamesAsync(BlobContainerClient container)
    {
        var names = new List<string>();
        await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions(), Stop)) names.Add(blob.Name);
        return names;
    }
}
