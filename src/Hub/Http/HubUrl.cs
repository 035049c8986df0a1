using Speech.Hub.Naming;

namespace Speech.Hub.Http;

/// <summary>URLs of the Hub.</summary>
internal static class HubUrl
{
    /// <summary>The model's web page.</summary>
    public static Uri ModelPage(Uri endpoint, ModelId model) => Append(endpoint, model.Name);

    /// <summary>The commit of a revision, and its files with sizes and checksums.</summary>
    public static Uri Revision(Uri endpoint, ModelId model) =>
        Append(endpoint, $"api/models/{model.Name}/revision/{Uri.EscapeDataString(model.Revision)}?blobs=true");

    /// <summary>The content of a file.</summary>
    public static Uri File(Uri endpoint, ModelId model, string commit, string file) =>
        Append(endpoint, $"{model.Name}/resolve/{commit}/{string.Join('/', file.Split('/').Select(Uri.EscapeDataString))}");

    private static Uri Append(Uri endpoint, string path) => new($"{endpoint.AbsoluteUri.TrimEnd('/')}/{path}");
}
