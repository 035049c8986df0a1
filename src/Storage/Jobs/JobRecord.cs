using System.Globalization;

namespace Speech.Storage.Jobs;

/// <summary>The stored state of a job that its audio and outputs do not show. It is the metadata of an empty blob, so that a listing
/// includes it.</summary>
/// <param name="Expires">When the job is deleted.</param>
/// <param name="IsCancelled">Whether the job was cancelled.</param>
internal sealed record JobRecord(DateTimeOffset Expires, bool IsCancelled)
{
    private const string ExpiresKey = "expires";
    private const string CancelledKey = "cancelled";
    private const string ClientKey = "client";

    /// <summary>The call-back; null for none.</summary>
    public JobCallback? Callback { get; init; }

    /// <summary>Who sent it, as <see cref="JobQuota.KeyOf"/>; null where that is not known.</summary>
    public string? Client { get; init; }

    /// <summary>Parses the metadata of a record blob.</summary>
    /// <returns>Null for foreign metadata.</returns>
    public static JobRecord? Parse(IDictionary<string, string>? metadata)
        => metadata is not null && metadata.TryGetValue(ExpiresKey, out var text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var expires)
            ? new(expires, metadata.ContainsKey(CancelledKey))
            {
                Callback = JobCallback.Parse(metadata),
                Client = metadata.TryGetValue(ClientKey, out var client) ? client : null,
            } : null;

    public Dictionary<string, string> ToMetadata()
    {
        var metadata = new Dictionary<string, string> { [ExpiresKey] = Expires.ToString("O", CultureInfo.InvariantCulture) };
        if (IsCancelled) metadata[CancelledKey] = "true";
        if (Client is not null) metadata[ClientKey] = Client;
        Callback?.Write(metadata);
        return metadata;
    }
}
