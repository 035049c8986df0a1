namespace Speech.Hub.Errors;

/// <summary>The Hub requires a token, or rejects the configured one.</summary>
public sealed class HubUnauthorizedException : HubException
{
    internal HubUnauthorizedException(string model, bool hasToken) : base(model, hasToken
        ? $"The Hub rejected the token in HF_TOKEN for the model '{model}': it is invalid, expired or lacks read access."
        : $"The Hub requires a token for the model '{model}': set HF_TOKEN.")
    {
    }
}
