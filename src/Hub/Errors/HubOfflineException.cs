namespace Speech.Hub.Errors;

/// <summary>Offline mode is on, and the cache does not contain all required files of the model.</summary>
public sealed class HubOfflineException : HubException
{
    internal HubOfflineException(string model)
        : base(model, $"The model '{model}' is not complete in the cache, and HF_HUB_OFFLINE forbids downloading it.")
    {
    }
}
