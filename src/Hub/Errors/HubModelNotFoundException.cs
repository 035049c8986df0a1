namespace Speech.Hub.Errors;

/// <summary>The Hub has no such model, or hides it from the configured token.</summary>
public sealed class HubModelNotFoundException : HubException
{
    internal HubModelNotFoundException(string model, bool hasToken) : base(model, hasToken
        ? $"The Hub has no model '{model}', or the token in HF_TOKEN has no access to it."
        : $"The Hub has no model '{model}'. If it is private, set HF_TOKEN to a token with read access.")
    {
    }
}
