namespace Speech.Hub.Naming;

/// <summary>A model given as a folder of this machine.</summary>
internal static class LocalFolder
{
    /// <summary>The folder, as it was given, or null where the text does not mean one.</summary>
    /// <exception cref="HubModelNameException">The text can only mean a folder, and there is none.</exception>
    public static string? Find(string model)
    {
        if (Directory.Exists(model)) return model;
        if (Path.IsPathRooted(model) || model[0] is '.' or '~' || model.Contains('\\', StringComparison.Ordinal))
            throw new HubModelNameException(model, "The model is given as a local folder, and there is no such folder.");
        return null;
    }
}
