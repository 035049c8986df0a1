using System.Text.Json;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>Reads a form: the part <c>file</c>, or another one with a file name, is the audio, <c>parameters</c> a JSON object, any other
/// field a parameter of that name. In any order.</summary>
internal sealed class MultipartBodyReader(Stream body, string contentType, PredictBody result)
{
    private const string ParametersField = "parameters";

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var form = new FormReader(body, contentType, result.Audio);
        await form.ReadAsync(name => name == ParametersField, AddField, cancellationToken);
        if (!form.HasAudio) throw new InvalidBodyException("The form has no part named \"file\"");
        result.AudioType = form.AudioType;
    }

    private void AddField(string name, string value)
    {
        if (name == ParametersField) result.Parameters.Add(ParseObject(value));
        else result.Parameters.Add(name, value);
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
