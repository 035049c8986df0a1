using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Speech.BuiltIn;

namespace Speech.Functions.Home;

/// <summary><c>GET /</c>: the page for a browser, <c>OK</c> for a program. <c>GET /page/{file}</c>: the files of the page.</summary>
internal sealed class HomeEndpoint
{
    private const string Folder = "page/";
    private const string Index = "index.html";

    // No inline script or style, and no other host.
    private const string Policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self' blob:; "
        + "img-src 'self' data:; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly FrozenDictionary<string, PageFile> _files = Load();

    public IResult Handle(HttpRequest request)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.Vary = "Accept";
        if (!request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)) return Results.Text("OK");
        headers.ContentSecurityPolicy = Policy;
        return Answer(request, _files[Index]);
    }

    /// <param name="request">The request.</param>
    /// <param name="file">The name of a file of the page, or of a sample.</param>
    public IResult HandleFile(HttpRequest request, string file)
    {
        if (Array.Find([BuiltInSamples.Dialogue, BuiltInSamples.German], path => Path.GetFileName(path) == file) is { } sample)
            return Results.File(sample, "audio/wav", enableRangeProcessing: true);
        return file != Index && _files.TryGetValue(file, out var found) ? Answer(request, found) : Results.NotFound();
    }

    private static IResult Answer(HttpRequest request, PageFile file)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        // A new version of the program has new files under the same names.
        headers.CacheControl = "no-cache";
        return Results.Bytes(file.Bytes, file.ContentType, entityTag: file.Tag);
    }

    private static string ContentTypeOf(string file) => Path.GetExtension(file) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        _ => "text/javascript; charset=utf-8",
    };

    private static FrozenDictionary<string, PageFile> Load()
    {
        var assembly = typeof(HomeEndpoint).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Folder.Length..], name =>
            {
                using var resource = assembly.GetManifestResourceStream(name)!;
                var bytes = new byte[resource.Length];
                resource.ReadExactly(bytes);
                var hash = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
                return new PageFile(bytes, ContentTypeOf(name), new EntityTagHeaderValue($"\"{hash}\""));
            });
    }

    private sealed record PageFile(byte[] Bytes, string ContentType, EntityTagHeaderValue Tag);
}
