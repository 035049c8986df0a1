using Microsoft.AspNetCore.Http;

namespace Speech.Hub.Tests.Server;

/// <summary>The Hub's own routes: <c>/api/models/{id}/revision/{rev}</c> and <c>/{id}/resolve/{commit}/{file}</c>.</summary>
internal sealed class HubRoutes(FakeHub hub)
{
    private const string Moved = "/moved";

    public Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var isMoved = path.StartsWith(Moved, StringComparison.Ordinal);
        var parts = (isMoved ? path[Moved.Length..] : path).Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is ["api", "models", _, _, "revision", ..]) return ListAsync(context, $"{parts[2]}/{parts[3]}",
            Uri.UnescapeDataString(string.Join('/', parts[5..])));
        if (parts is not [_, _, "resolve", _, ..]) return Responses.SendErrorAsync(context, 404);
        if (!hub.RedirectsRelatively || isMoved) return FileAsync(context, $"{parts[0]}/{parts[1]}", parts[3],
            string.Join('/', parts[4..]));
        context.Response.StatusCode = 307;
        context.Response.Headers.Location = Moved + path;
        return Task.CompletedTask;
    }

    private async Task ListAsync(HttpContext context, string name, string revision)
    {
        if (await Responses.TryApplyFaultAsync(context, hub.NextFault(context.Request.Path.Value!))) return;
        if (hub.Find(name) is not { } model) await Responses.SendErrorAsync(context, 404, "RepoNotFound");
        else if (model.Resolve(revision) is not { } commit) await Responses.SendErrorAsync(context, 404, "RevisionNotFound");
        else await context.Response.WriteAsJsonAsync(new
        {
            id = name,
            sha = commit,
            siblings = model.Files(commit)!.Values.Select(Describe)
        });
    }

    private Dictionary<string, object> Describe(FakeFile file)
    {
        var description = new Dictionary<string, object> { ["rfilename"] = file.Name };
        if (!hub.ListsBlobs) return description;
        description["size"] = file.Content.Length;
        // The blob id of an LFS file is the checksum of its pointer file.
        description["blobId"] = file.IsLarge ? new string('f', 40) : file.GitSha1;
        if (file.IsLarge) description["lfs"] = new { sha256 = file.Sha256, size = file.Content.Length, pointerSize = 134 };
        return description;
    }

    private async Task FileAsync(HttpContext context, string name, string commit, string fileName)
    {
        var model = hub.Find(name);
        var file = model?.Files(commit)?.GetValueOrDefault(fileName);
        if (model is null) await Responses.SendErrorAsync(context, 404, "RepoNotFound");
        else if (!MayRead(context, model)) await Responses.SendErrorAsync(context, model.GateStatus, "GatedRepo");
        else if (file is null) await Responses.SendErrorAsync(context, 404, "EntryNotFound");
        else await SendAsync(context, commit, file);
    }

    private async Task SendAsync(HttpContext context, string commit, FakeFile file)
    {
        var headers = context.Response.Headers;
        headers["X-Repo-Commit"] = commit;
        if (file.IsLarge)
        {
            headers["X-Linked-Etag"] = $"\"{file.Etag}\"";
            headers["X-Linked-Size"] = file.Content.Length.ToString();
            context.Response.Redirect(new Uri(hub.CdnAddress, $"/{file.Sha256}/signed/{file.Name}").AbsoluteUri);
            return;
        }
        headers.ETag = $"\"{file.Etag}\"";
        await Responses.SendAsync(context, file.Content, hub.NextFault(context.Request.Path.Value!));
    }

    private static bool MayRead(HttpContext context, FakeModel model) =>
        model.Readers is not { } readers || readers.Any(token => context.Request.Headers.Authorization == "Bearer " + token);
}
