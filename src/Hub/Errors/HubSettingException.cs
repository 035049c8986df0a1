namespace Speech.Hub.Errors;

/// <summary>An environment variable has an invalid value.</summary>
public sealed class HubSettingException : HubException
{
    internal HubSettingException(string variable, string fault) : base("", $"{variable} {fault}") => Variable = variable;

    /// <summary>Name of the environment variable.</summary>
    public string Variable { get; }
}
