using System.Globalization;

namespace Speech.Functions.Jobs;

/// <summary>What is kept of a job beside its audio and its outputs, as the metadata of an empty blob: a listing tells it all.</summary>
/// <param name="Expires">When it is forgotten.</param>
/// <param name="IsCancelled">Whether it was called off.</param>
internal sealed record JobRecord(DateTimeOffset Expires, bool IsCancelled)
{
    /// <returns>Null where the metadata is not from here.</returns>
    public static JobRecord? Parse(IDictionary<string, string>? metadata)
        => metadata is not null && metadata.TryGetValue("expires", out var text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var expires)
            ? new(expires, metadata.ContainsKey("cancelled")) : null;

    public Dictionary<string, string> ToMetadata()
    {
        var metadata = new Dictionary<string, string> { ["expires"] = Expires.ToString("O", CultureInfo.InvariantCulture) };
        if (IsCancelled) metadata["cancelled"] = "true";
        return metadata;
    }
}
