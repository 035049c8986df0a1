using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>A form: the part <c>file</c> is the audio, <c>parameters</c> a JSON object, every other field a parameter of its name. In any order.</summary>
internal sealed class MultipartBody(Stream body, string contentType, PredictBody into)
{
    private const int MostParts = 64;
    private const int LongestField = 64 * 1024;
    private bool _hasFile;

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var form = new MultipartReader(Boundary(), body);
        try
        {
            for (var parts = 0; await form.ReadNextSectionAsync(cancellationToken) is { } part; parts++)
            {
                if (parts == MostParts) throw new BadBodyException($"The form has more than {MostParts} parts");
                await AddAsync(part, cancellationToken);
            }
        }
        catch (Exception reason) when (reason is IOException or InvalidDataException)
        {
            // The reader's two ways to say that the form breaks off or has overlong headers.
            throw new BadBodyException("The form is damaged", reason);
        }
        if (!_hasFile) throw new BadBodyException("The form has no part named \"file\"");
    }

    private string Boundary()
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(contentType).Boundary);
        // RFC 2046: 1 to 70 characters.
        return boundary.Length is >= 1 and <= 70 ? boundary.ToString() : throw new BadBodyException("The content type of the form has no usable boundary");
    }

    private async Task AddAsync(MultipartSection part, CancellationToken cancellationToken)
    {
        var name = ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition)
            ? HeaderUtilities.RemoveQuotes(disposition.Name).ToString() : "";
        if (name == "file") await AddFileAsync(part, cancellationToken);
        else if (name == "parameters") into.Parameters.Add(ParseObject(await ReadFieldAsync(part, name, cancellationToken)));
        else if (name.Length > 0) into.Parameters.Add(name, await ReadFieldAsync(part, name, cancellationToken));
    }

    private async Task AddFileAsync(MultipartSection part, CancellationToken cancellationToken)
    {
        if (_hasFile) throw new BadBodyException("The form has more than one part named \"file\"");
        _hasFile = true;
        into.AudioType = part.ContentType;
        await RawBody.ReadAsync(part.Body, into.Audio, cancellationToken);
    }

    private static async Task<string> ReadFieldAsync(MultipartSection part, string name, CancellationToken cancellationToken)
    {
        var field = new byte[LongestField + 1];
        var length = await part.Body.ReadAtLeastAsync(field, field.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= LongestField ? Encoding.UTF8.GetString(field, 0, length) : throw new BadBodyException($"The field \"{name}\" of the form is too long");
    }

    private static JsonElement ParseObject(string json)
    {
        if (string.IsNullOrWhiteSpace(json)) return default;
        try
        {
            return JsonElement.Parse(json);
        }
        catch (JsonException reason)
        {
            throw new BadBodyException("The field \"parameters\" of the form is not valid JSON", reason);
        }
    }
}
