using Speech.Hub.Naming;

namespace Speech.Hub.Download;

/// <summary>The Hub's addresses.</summary>
internal static class HubAddress
{
    /// <summary>The page that people see.</summary>
    public static Uri Page(Uri endpoint, ModelId model) => Below(endpoint, model.Name);

    /// <summary>What a revision is and which files it has, with sizes and checksums.</summary>
    public static Uri Revision(Uri endpoint, ModelId model) =>
        Below(endpoint, $"api/models/{model.Name}/revision/{Uri.EscapeDataString(model.Revision)}?blobs=true");

    /// <summary>A file's content.</summary>
    public static Uri File(Uri endpoint, ModelId model, string commit, string file) =>
        Below(endpoint, $"{model.Name}/resolve/{commit}/{string.Join('/', file.Split('/').Select(Uri.EscapeDataString))}");

    private static Uri Below(Uri endpoint, string path) => new($"{endpoint.AbsoluteUri.TrimEnd('/')}/{path}");
}
