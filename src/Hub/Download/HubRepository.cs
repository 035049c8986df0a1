using System.Text.Json;
using Speech.Hub.Naming;

namespace Speech.Hub.Download;

/// <summary>One model on the Hub. Every call is one attempt.</summary>
internal sealed class HubRepository(ModelId model, HubHttp http, HubOptions options, TimeProvider time)
{
    /// <summary>The commit that the revision means, and its files.</summary>
    public async Task<Listing> ListAsync(CancellationToken cancellationToken)
    {
        var request = new HubRequest(model, HttpMethod.Get, HubAddress.Revision(options.Endpoint, model));
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        HubStatus.Check(response, model, null, options, time);
        var document = await response.ReadDocumentAsync().ConfigureAwait(false);
        try
        {
            return RevisionDocument.Parse(document);
        }
        // A captive portal or a mirror's error page comes with status 200 too.
        catch (JsonException e)
        {
            throw new HubServerException(model.Name, "its description of the model cannot be understood.", inner: e);
        }
    }

    /// <summary>A file with its checksum and size, which some mirrors leave out of the list.</summary>
    public async Task<RepoFile> DescribeAsync(string commit, RepoFile file, CancellationToken cancellationToken)
    {
        if (file.IsVerifiable) return file;
        var address = HubAddress.File(options.Endpoint, model, commit, file.Name);
        var request = new HubRequest(model, HttpMethod.Head, address, StaysHome: true);
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        HubStatus.Check(response, model, file.Name, options, time);
        var described = file with { BlobId = response.Linked?.Etag, Sha256 = null, Size = response.Linked?.Size };
        return described.IsVerifiable ? described : throw new HubServerException(model.Name, "it gives no checksum and size for a file.");
    }

    /// <summary>A file's content from one byte on; the server may ignore where to start.</summary>
    public async Task<HubResponse> OpenAsync(string commit, RepoFile file, long from, CancellationToken cancellationToken)
    {
        var request = new HubRequest(model, HttpMethod.Get, HubAddress.File(options.Endpoint, model, commit, file.Name), from);
        return await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A failure of the transfer that another attempt may not have.</summary>
    public TransientException Broken(string fault) => new(new HubServerException(model.Name, fault));

    /// <summary>Throws where the Hub refuses a file.</summary>
    public void Check(HubResponse response, RepoFile file) => HubStatus.Check(response, model, file.Name, options, time);
}
