namespace Speech.Hub.Errors;

/// <summary>The Hub cannot be reached, and the cache does not contain all required files of the model.</summary>
public sealed class HubUnreachableException : HubException
{
    internal HubUnreachableException(string model, Exception? innerException = null)
        : base(model, $"The Hub could not be reached for the model '{model}', which is not complete in the cache.", innerException)
    {
    }
}
