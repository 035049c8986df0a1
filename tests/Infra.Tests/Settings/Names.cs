using Speech.Functions.Settings;

namespace Speech.Infra.Tests.Settings;

/// <summary>Who reads which setting.</summary>
internal static class Names
{
    /// <summary>Read by the functions host or Azure's identity library.</summary>
    public static IReadOnlySet<string> OfOthers { get; } = new HashSet<string>
    {
        "FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT",
        "AzureWebJobsDisableHomepage", "AzureWebJobsStorage", "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId",
        "AZURE_CLIENT_ID",
    };

    /// <summary>Second names of settings, and those that an operating system sets.</summary>
    public static IReadOnlySet<string> Aliases { get; } = new HashSet<string>
    {
        "HOME", "USERPROFILE", "XDG_CACHE_HOME", "HUGGINGFACE_HUB_CACHE", "TRANSFORMERS_OFFLINE", "HUGGING_FACE_HUB_TOKEN", "HF_TOKEN_PATH",
        "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__clientId",
        "VOICE_FILTER",
    };

    /// <summary>Every name that the program asks for, as it asks.</summary>
    public static IReadOnlySet<string> OfTheProgram { get; } = Asked();

    private static HashSet<string> Asked()
    {
        var asked = new HashSet<string>();
        EndpointSettings.Read(name =>
        {
            asked.Add(name);
            return name == "ASR_MODEL" ? "owner/model" : null;
        });
        return asked;
    }
}
