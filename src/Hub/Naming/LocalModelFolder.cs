using Speech.Hub.Errors;

namespace Speech.Hub.Naming;

/// <summary>Recognises model names that are local folders.</summary>
internal static class LocalModelFolder
{
    /// <summary>Returns the name unchanged if it is an existing folder; null if it can be a Hub id.</summary>
    /// <exception cref="HubModelNameException">The name can only be a path, and no such folder exists.</exception>
    public static string? Find(string model)
    {
        if (Directory.Exists(model)) return model;
        if (Path.IsPathRooted(model) || model[0] is '.' or '~' || model.Contains('\\', StringComparison.Ordinal))
            throw new HubModelNameException(model, "The model is given as a local folder, and this folder does not exist.");
        return null;
    }
}
