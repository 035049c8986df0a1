using Speech.Functions.Errors;
using Speech.Functions.Inputs;
using Speech.Functions.Settings;

namespace Speech.Functions.Requests;

/// <summary>Reads the three forms of a request into one, and fetches the audio where a body only names it.</summary>
internal sealed class BodyReader(CapacitySettings capacity, UrlInput urls)
{
    /// <summary>Refuses by the headers alone what would be refused later.</summary>
    /// <exception cref="UnsupportedContentException">The content type is none of the three forms.</exception>
    /// <exception cref="BodyTooLargeException">The body says itself that it is too long.</exception>
    public BodyForm Verify(HttpRequest request)
    {
        var form = BodyForms.Of(request.ContentType);
        return request.ContentLength > capacity.MaxBodyBytes ? throw new BodyTooLargeException(capacity.MaxBodyBytes) : form;
    }

    /// <exception cref="BadBodyException">The body is not what its content type says.</exception>
    /// <exception cref="BodyTooLargeException">The body is longer than the limit.</exception>
    public async Task<PredictBody> ReadAsync(HttpRequest request, BodyForm form, CancellationToken cancellationToken)
    {
        var into = new PredictBody();
        try
        {
            foreach (var (name, values) in request.Query) into.Parameters.Add(name, values.LastOrDefault() ?? "");
            await ReadAsync(request, form, into, cancellationToken);
            return into;
        }
        catch
        {
            await into.DisposeAsync();
            throw;
        }
    }

    private async Task ReadAsync(HttpRequest request, BodyForm form, PredictBody into, CancellationToken cancellationToken)
    {
        await using var body = new LimitedBody(request.Body, capacity.MaxBodyBytes);
        switch (form)
        {
            case BodyForm.Json:
                await new JsonBody(body, into).ReadAsync(cancellationToken);
                if (into.Url is { } url) await urls.FetchAsync(url, into, cancellationToken);
                break;
            case BodyForm.Multipart:
                await new MultipartBody(body, request.ContentType!, into).ReadAsync(cancellationToken);
                break;
            default:
                into.AudioType = request.ContentType;
                await RawBody.ReadAsync(body, into.Audio, cancellationToken);
                break;
        }
    }
}
