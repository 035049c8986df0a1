using System.Text.Json;
using Speech.Hub.Errors;
using Speech.Hub.Naming;
using Speech.Hub.Repository;
using Speech.Hub.Settings;

namespace Speech.Hub.Http;

/// <summary>The Hub's API for one model. Each call makes one attempt.</summary>
internal sealed class HubApiClient(ModelId model, HubTransport transport, HubOptions options, TimeProvider time)
{
    /// <summary>Returns the commit of the model's revision with its files.</summary>
    public async Task<ModelListing> ListFilesAsync(CancellationToken cancellationToken)
    {
        var request = new HubRequest(model, HttpMethod.Get, HubUrl.Revision(options.Endpoint, model));
        using var response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        HubResponseStatus.EnsureSuccess(response, model, null, options, time);
        var document = await response.ReadDocumentAsync().ConfigureAwait(false);
        try
        {
            return RevisionDocument.Parse(document);
        }
        // Captive portals and error pages of mirrors have status 200 too.
        catch (JsonException exception)
        {
            throw new HubServerException(model.Name, "its description of the model is malformed.", innerException: exception);
        }
    }

    /// <summary>Completes a file with its checksum and size, which some mirrors omit from the listing.</summary>
    public async Task<RepoFile> DescribeFileAsync(string commit, RepoFile file, CancellationToken cancellationToken)
    {
        if (file.IsVerifiable) return file;
        var url = HubUrl.File(options.Endpoint, model, commit, file.Name);
        var request = new HubRequest(model, HttpMethod.Head, url, SameOriginOnly: true);
        using var response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        EnsureSuccess(response, file);
        var described = file with { BlobId = response.LinkedFile?.Etag, Sha256 = null, Size = response.LinkedFile?.Size };
        return described.IsVerifiable ? described : throw new HubServerException(model.Name, "it gives no checksum and size for a file.");
    }

    /// <summary>Requests a file's content from a given byte on; the server may ignore the range. The status is not checked.</summary>
    public async Task<HubResponse> OpenFileAsync(string commit, RepoFile file, long firstByte, CancellationToken cancellationToken)
    {
        var request = new HubRequest(model, HttpMethod.Get, HubUrl.File(options.Endpoint, model, commit, file.Name), firstByte);
        return await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Throws if the response to a request for a file is an error.</summary>
    public void EnsureSuccess(HubResponse response, RepoFile file) =>
        HubResponseStatus.EnsureSuccess(response, model, file.Name, options, time);

    /// <summary>Creates the exception for an interrupted or inconsistent transfer, which a retry may resolve.</summary>
    public TransientException TransferFailure(string fault) => new(new HubServerException(model.Name, fault));
}
