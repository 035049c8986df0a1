using Microsoft.Extensions.Options;

namespace Speech.Storage.Options;

/// <summary>Requires a storage account where the inbox is on.</summary>
/// <param name="storage">The storage account, bound but not validated: its own faults are reported by its own validators.</param>
internal sealed class InboxStorageValidator(StorageOptions storage) : IValidateOptions<BackgroundOptions>
{
    public ValidateOptionsResult Validate(string? name, BackgroundOptions options)
        => !options.Inbox || storage.IsConfigured ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(
            "INBOX is on, but no storage is configured: set AzureWebJobsStorage or AzureWebJobsStorage__accountName");
}
