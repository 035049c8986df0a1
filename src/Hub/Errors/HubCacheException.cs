namespace Speech.Hub.Errors;

/// <summary>The cache folder cannot be read or written.</summary>
public sealed class HubCacheException : HubException
{
    internal HubCacheException(string model, Exception innerException)
        : base(model, $"The model cache could not be read or written for the model '{model}'.", innerException)
    {
    }
}
