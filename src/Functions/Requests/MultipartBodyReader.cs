using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>Reads a form: the part <c>file</c> is the audio, <c>parameters</c> a JSON object, any other field a parameter of that name. In
/// any order.</summary>
internal sealed class MultipartBodyReader(Stream body, string contentType, PredictBody result)
{
    private const int MaxParts = 64;
    private const int MaxFieldLength = 64 * 1024;
    private bool _hasFile;

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var form = new MultipartReader(Boundary(), body);
        try
        {
            for (var parts = 0; await form.ReadNextSectionAsync(cancellationToken) is { } part; parts++)
            {
                if (parts == MaxParts) throw new InvalidBodyException($"The form has more than {MaxParts} parts");
                await AddAsync(part, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            // MultipartReader throws either when the form ends early or a part's headers are too long.
            throw new InvalidBodyException("The form is damaged", exception);
        }
        if (!_hasFile) throw new InvalidBodyException("The form has no part named \"file\"");
    }

    private string Boundary()
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(contentType).Boundary);
        // RFC 2046: 1 to 70 characters.
        return boundary.Length is >= 1 and <= 70
            ? boundary.ToString()
            : throw new InvalidBodyException("The content type of the form has no usable boundary");
    }

    private async Task AddAsync(MultipartSection part, CancellationToken cancellationToken)
    {
        var name = ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition)
            ? HeaderUtilities.RemoveQuotes(disposition.Name).ToString() : "";
        if (name == "file") await AddFileAsync(part, cancellationToken);
        else if (name == "parameters") result.Parameters.Add(ParseObject(await ReadFieldAsync(part, name, cancellationToken)));
        else if (name.Length > 0) result.Parameters.Add(name, await ReadFieldAsync(part, name, cancellationToken));
    }

    private async Task AddFileAsync(MultipartSection part, CancellationToken cancellationToken)
    {
        if (_hasFile) throw new InvalidBodyException("The form has more than one part named \"file\"");
        _hasFile = true;
        result.AudioType = part.ContentType;
        await RawBody.CopyAsync(part.Body, result.Audio, cancellationToken);
    }

    private static async Task<string> ReadFieldAsync(MultipartSection part, string name, CancellationToken cancellationToken)
    {
        var field = new byte[MaxFieldLength + 1];
        var length = await part.Body.ReadAtLeastAsync(field, field.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= MaxFieldLength
            ? Encoding.UTF8.GetString(field, 0, length)
            : throw new InvalidBodyException($"The field \"{name}\" of the form is too long");
    }

    private static JsonElement ParseObject(string json)
    {
        if (string.IsNullOrWhiteSpace(json)) return default;
        try
        {
            return JsonElement.Parse(json);
        }
        catch (JsonException exception)
        {
            throw new InvalidBodyException("The field \"parameters\" of the form is not valid JSON", exception);
        }
    }
}
