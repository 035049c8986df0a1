namespace Speech.Hub.Errors;

/// <summary>Access to the model requires accepting its owner's conditions first.</summary>
public sealed class HubGatedException : HubException
{
    internal HubGatedException(string model, Uri page, bool hasToken) : base(model, hasToken
        ? $"The model '{model}' is gated: accept its conditions at {page} with the account that owns the token in HF_TOKEN."
        : $"The model '{model}' is gated: accept its conditions at {page} and set HF_TOKEN to a token of that account.") => Page = page;

    private HubGatedException(HubGatedException first, HubGatedException second) : base(first.Model, $"{first.Message} {second.Message}")
        => Page = first.Page;

    /// <summary>The web page on which the conditions are accepted.</summary>
    public Uri Page { get; }

    /// <summary>One exception for two models, both of which are needed.</summary>
    public HubGatedException And(HubGatedException other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(this, other);
    }
}
