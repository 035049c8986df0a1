using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Speech.Storage.Tests.Support;

/// <summary>The containers that belong to one test.</summary>
internal sealed class Account
{
    private readonly string _connectionString;
    private readonly string _prefix = $"t{Guid.NewGuid():N}-";

    public BlobContainerClient Processed { get; }

    /// <summary>The settings of a host that reaches the storage through a proxy.</summary>
    /// <param name="proxy">Its address.</param>
    public (string Name, string Value)[] SettingsThrough(Uri proxy) =>
    [
        ("AzureWebJobsStorage", $"{_connectionString[.._connectionString.IndexOf("BlobEndpoint", StringComparison.Ordinal)]}"
            + $"BlobEndpoint={proxy.GetLeftPart(UriPartial.Authority)}/devstoreaccount1"),
        .. Settings.Where(setting => setting.Name != "AzureWebJobsStorage"),
    ];

    private Account(string connectionString)
    {
        _connectionString = connectionString;
        var service = new BlobServiceClient(connectionString, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05));
        Audio = service.GetBlobContainerClient(_prefix + "audio");
        Transcripts = service.GetBlobContainerClient(_prefix + "transcripts");
        Jobs = service.GetBlobContainerClient(_prefix + "jobs");
        Processed = service.GetBlobContainerClient(_prefix + "processed");
    }

    public BlobContainerClient Audio { get; }

    public BlobContainerClient Transcripts { get; }

    public BlobContainerClient Jobs { get; }

    /// <summary>The settings of a host that uses this account.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("AzureWebJobsStorage", _connectionString), ("AUDIO_CONTAINER", Audio.Name), ("TRANSCRIPTS_CONTAINER", Transcripts.Name),
        ("JOBS_CONTAINER", Jobs.Name), ("PROCESSED_CONTAINER", Processed.Name),
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
        return (await Audio.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(audio), options, Stop)).Value.ETag.ToString().Trim('"');
    }

    /// <summary>The text of an output; null where it does not exist.</summary>
    public async Task<string?> ReadAsync(string name)
    {
        var blob = Transcripts.GetBlobClient(name);
        return await blob.ExistsAsync(Stop) ? (await blob.DownloadContentAsync(Stop)).Value.Content.ToString() : null;
    }

    public async Task<BlobProperties> PropertiesAsync(string name)
        => await Transcripts.GetBlobClient(name).GetPropertiesAsync(cancellationToken: Stop);

    public async Task<JsonElement> StatusAsync(string name) => JsonElement.Parse((await ReadAsync(name + ".status.json"))!);

    public static async Task<List<string>> NamesAsync(BlobContainerClient container)
    {
        var names = new List<string>();
        await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions(), Stop)) names.Add(blob.Name);
        return names;
    }
}
