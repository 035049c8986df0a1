using System.ComponentModel.DataAnnotations;
using Speech.Transcription.Options;

namespace Speech.Storage.Options;

/// <summary>Validates the keys of the connection string of a storage account, which is secret because of the account key.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class StorageConnectionStringAttribute()
    : ValidationAttribute("{0} must be the connection string of a storage account, or UseDevelopmentStorage=true")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null || (value is Secret secret && IsComplete(secret.Reveal()));

    private static bool IsComplete(string text)
    {
        var keys = text.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=')[0].Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return text.Contains('=', StringComparison.Ordinal)
            && (keys.Contains("UseDevelopmentStorage") || keys.Contains("BlobEndpoint")
                || (keys.Contains("AccountName") && keys.Contains("AccountKey")));
    }
}
