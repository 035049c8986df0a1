namespace Speech.Hub.Errors;

/// <summary>The model name is neither a Hub id nor an existing folder.</summary>
public sealed class HubModelNameException : HubException
{
    internal HubModelNameException(string model, string message) : base(model, message)
    {
    }
}
