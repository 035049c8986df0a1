using Azure.Storage.Blobs;
using Speech.Storage.Tests.Support;

namespace Speech.Functions.Tests.AzureFunctions.Support;

/// <summary>The settings of a worker with a small model.</summary>
internal static class WorkerSettings
{
    /// <summary>The container of the trigger, which all workers share; the other containers belong to one test.</summary>
    public const string AudioContainer = "audio";

    public static BlobClientOptions BlobClientOptions => new(BlobClientOptions.ServiceVersion.V2025_11_05);

    public static (string Name, string Value)[] With(Account account, string model) =>
    [
        .. account.Settings.Where(setting => setting.Name != "AUDIO_CONTAINER"), ("AUDIO_CONTAINER", AudioContainer),
        ("ASR_MODEL", model), ("DIARIZATION_MODEL", "none"), ("VAD_FILTER", "false"), ("NUM_BEAMS", "1"), ("PRECISION", "fp32"),
        ("THREADS", "1"), ("INBOX_SECONDS", "1"),
    ];
}
