using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>Reads a form: one part is the audio, the others are fields. In any order.</summary>
/// <param name="body">The body.</param>
/// <param name="contentType">Its content type.</param>
/// <param name="audio">Receives the audio.</param>
internal sealed class FormReader(Stream body, string contentType, AudioSpool audio)
{
    private const int MaxParts = 64;
    // Reference audio of known speakers is in fields, too: ten of half a minute, in base64.
    private const int MaxFieldsLength = 16 * 1024 * 1024;
    private const int InitialFieldLength = 4096;

    private int _fieldsLength;

    /// <summary>The content type of the audio; null before it has been read, or where the part has none.</summary>
    public string? AudioType { get; private set; }

    /// <summary>Whether the form has a part with audio.</summary>
    public bool HasAudio { get; private set; }

    /// <summary>Reads the form to its end.</summary>
    /// <param name="isField">Whether a part with this name is a field even where it has a file name.</param>
    /// <param name="addField">Receives name and text of each field.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="InvalidBodyException">The form is damaged, too large in a part, or has more than one audio.</exception>
    public async Task ReadAsync(Func<string, bool> isField, Action<string, string> addField, CancellationToken cancellationToken)
    {
        var form = new MultipartReader(Boundary(), body);
        try
        {
            for (var parts = 0; await form.ReadNextSectionAsync(cancellationToken) is { } part; parts++)
            {
                if (parts == MaxParts) throw new InvalidBodyException($"The form has more than {MaxParts} parts");
                var disposition = DispositionOf(part);
                var name = HeaderUtilities.RemoveQuotes(disposition?.Name ?? default).ToString();
                // Clients name the part as they like, but a file has a file name.
                var isFile = name == "file" || (!isField(name) && disposition?.IsFileDisposition() == true);
                if (isFile) await ReadAudioAsync(part, cancellationToken);
                else if (name.Length > 0) addField(name, await ReadFieldAsync(part, name, cancellationToken));
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            // MultipartReader throws either when the form ends early or a part's headers are too long.
            throw new InvalidBodyException("The form is damaged", exception);
        }
    }

    private static ContentDispositionHeaderValue? DispositionOf(MultipartSection part)
        => ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition) ? disposition : null;

    private string Boundary()
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(contentType).Boundary);
        // RFC 2046: 1 to 70 characters.
        return boundary.Length is >= 1 and <= 70
            ? boundary.ToString()
            : throw new InvalidBodyException("The content type of the form has no usable boundary");
    }

    private async Task ReadAudioAsync(MultipartSection part, CancellationToken cancellationToken)
    {
        if (HasAudio) throw new InvalidBodyException("The form has more than one file");
        HasAudio = true;
        AudioType = part.ContentType;
        await RawBody.CopyAsync(part.Body, audio, cancellationToken);
    }

    private async Task<string> ReadFieldAsync(MultipartSection part, string name, CancellationToken cancellationToken)
    {
        var limit = MaxFieldsLength - _fieldsLength;
        var (field, length) = (new byte[InitialFieldLength], 0);
        while (await part.Body.ReadAsync(field.AsMemory(length), cancellationToken) is > 0 and var read)
        {
            length += read;
            if (length > limit) throw new InvalidBodyException($"The field \"{name}\" of the form is too long");
            if (length == field.Length) Array.Resize(ref field, 2 * length);
        }

        _fieldsLength += length;
        return Encoding.UTF8.GetString(field, 0, length).TrimStart('\uFEFF');
    }
}
