using Microsoft.AspNetCore.Http;

namespace Speech.Hub.Tests.Server;

/// <summary>The host of LFS files: <c>/{sha256}/signed/{file}</c>. Like the real one, it sends no checksum of the content.</summary>
internal sealed class CdnRoutes(FakeHub hub)
{
    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var content = hub.FindContent(path.Split('/')[1]);
        context.Response.Headers.ETag = "\"not-the-checksum\"";
        if (content is null) await Responses.SendErrorAsync(context, 404);
        else await Responses.SendAsync(context, content, hub.NextFault(path));
    }
}
