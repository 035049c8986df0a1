using Speech.Functions.Options;
using Speech.Hub.Settings;
using Speech.Storage.Options;
using Speech.Transcription.Options;

namespace Speech.Infra.Tests.Settings;

/// <summary>The settings by the component that reads them.</summary>
internal static class Names
{
    /// <summary>Read by the functions host or Azure's identity library.</summary>
    public static IReadOnlySet<string> OfOthers { get; } = new HashSet<string>
    {
        "FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", "AzureFunctionsWebHost__hostid", "AzureWebJobsSecretStorageType",
        "AzureWebJobsDisableHomepage", "AzureWebJobsStorage", "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__credential",
            "AzureWebJobsStorage__clientId",
        "AZURE_CLIENT_ID", "ASPNETCORE_FORWARDEDHEADERS_ENABLED",
    };

    /// <summary>Alternative names of settings, and variables set by the operating system.</summary>
    public static IReadOnlySet<string> Aliases { get; } = new HashSet<string>
    {
        "HOME", "USERPROFILE", "XDG_CACHE_HOME", "HUGGINGFACE_HUB_CACHE", "TRANSFORMERS_OFFLINE", "HUGGING_FACE_HUB_TOKEN", "HF_TOKEN_PATH",
        "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__clientId",
        "VOICE_FILTER", "GUARDS",
    };

    /// <summary>Every name that the program reads: those of its options, and the variables of the Hub client.</summary>
    public static IReadOnlySet<string> OfTheProgram { get; } = Collect();

    private static HashSet<string> Collect()
    {
        var options = new[] { typeof(ModelOptions), typeof(StorageOptions), typeof(RequestLimitOptions) }
            .SelectMany(type => type.Assembly.GetTypes()).SelectMany(SettingProperty.Of).ToList();
        var aliases = options.Select(property => property.Alias).OfType<string>();
        var names = options.Select(property => property.Name).Concat(aliases).ToHashSet();
        HubOptions.FromEnvironment(name =>
        {
            names.Add(name);
            return null;
        });
        return names;
    }
}
