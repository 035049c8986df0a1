using Speech.Functions.Errors;
using Speech.Functions.Inputs;
using Speech.Functions.Requests;

namespace Speech.Functions.Predict;

/// <summary>Reads a request body in any of its three formats, and downloads the audio of a body that refers to it by URL.</summary>
internal sealed class BodyReader(Uploads uploads, AudioDownloader downloader)
{
    /// <summary>Rejects by the headers alone what reading the body would reject later.</summary>
    /// <exception cref="UnsupportedContentTypeException">The content type is none of the three formats.</exception>
    /// <exception cref="BodyTooLargeException">The content length exceeds the limit.</exception>
    public BodyFormat Verify(HttpRequest request)
    {
        var format = BodyFormats.FromContentType(request.ContentType);
        uploads.VerifyLength(request);
        return format;
    }

    /// <exception cref="InvalidBodyException">The body does not match its content type.</exception>
    /// <exception cref="BodyTooLargeException">The body exceeds the limit.</exception>
    /// <exception cref="UploadTooSlowException">The body arrives too slowly.</exception>
    public async Task<PredictBody> ReadAsync(HttpRequest request, BodyFormat format, CancellationToken cancellationToken)
    {
        var result = uploads.CreateBody();
        try
        {
            // First, since a later value of a parameter replaces an earlier one.
            if (AcceptedFormat.Find(request) is { } accepted) result.Parameters.Add("response_format", accepted);
            foreach (var (name, values) in request.Query) result.Parameters.Add(name, values.LastOrDefault() ?? "");
            await ReadAsync(request, format, result, cancellationToken);
            return result;
        }
        catch
        {
            await result.DisposeAsync();
            throw;
        }
    }

    private async Task ReadAsync(HttpRequest request, BodyFormat format, PredictBody result, CancellationToken cancellationToken)
    {
        await using var body = uploads.Open(request);
        switch (format)
        {
            case BodyFormat.Json:
                await new JsonBodyReader(body, result).ReadAsync(cancellationToken);
                if (result.Url is { } url) result.AudioType = await downloader.DownloadAsync(url, result.Audio, cancellationToken);
                break;
            case BodyFormat.Multipart:
                await new MultipartBodyReader(body, request.ContentType!, result).ReadAsync(cancellationToken);
                break;
            default:
                result.AudioType = request.ContentType;
                await RawBody.CopyAsync(body, result.Audio, cancellationToken);
                break;
        }
    }
}
