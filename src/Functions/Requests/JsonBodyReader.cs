using System.Text.Json;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>Reads <c>{"inputs": "base64", "parameters": {...}}</c>, members in any order, without holding the base64 text or the body in
/// memory.</summary>
internal sealed class JsonBodyReader(Stream body, PredictBody result)
{
    private bool _hasInputs;

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var reader = new JsonStreamReader(body);
        await reader.SkipByteOrderMarkAsync(cancellationToken);
        try
        {
            await ReadObjectAsync(reader, cancellationToken);
        }
        catch (JsonException exception)
        {
            // Its position is wrong, because the reader has not seen inputs: leave it out.
            throw new InvalidBodyException("The body is not valid JSON", exception);
        }
        if (!_hasInputs) throw new InvalidBodyException("The body has no \"inputs\" with the audio in base64");
    }

    private async Task ReadObjectAsync(JsonStreamReader reader, CancellationToken cancellationToken)
    {
        if (await reader.NextAsync<JsonTokenType>(ReadToken, cancellationToken) is not JsonTokenType.StartObject)
            throw new InvalidBodyException("The body must be a JSON object with \"inputs\" and, optionally, \"parameters\"");
        while (await reader.NextAsync<string?>(ReadName, cancellationToken) is { } name)
        {
            if (name == "inputs") await ReadInputsAsync(reader, cancellationToken);
            else await ReadMemberAsync(reader, name, cancellationToken);
        }
        await reader.NextAsync<bool>(ReadEnd, cancellationToken);
    }

    /// <summary>Reads the value of a member other than inputs, and skips it unless it is the parameters.</summary>
    private async Task ReadMemberAsync(JsonStreamReader reader, string name, CancellationToken cancellationToken)
    {
        var value = await reader.NextAsync<JsonElement>(ReadValue, cancellationToken);
        if (name == "parameters") result.Parameters.Add(value);
    }

    private async Task ReadInputsAsync(JsonStreamReader reader, CancellationToken cancellationToken)
    {
        if (_hasInputs) throw new InvalidBodyException("The body has more than one \"inputs\"");
        _hasInputs = true;
        var base64 = new Base64Decoder();
        var inputs = new InputsParser(base64);
        if (!await reader.TryReadStringAsync(new JsonStringScanner(inputs), FlushDecodedAsync, cancellationToken))
            throw new InvalidBodyException("inputs must be a string with the audio in base64");
        inputs.Finish();
        await FlushDecodedAsync();
        result.AudioType = inputs.AudioType;
        result.Url = inputs.Url;

        async ValueTask FlushDecodedAsync()
        {
            if (base64.Decoded.IsEmpty) return;
            await result.Audio.WriteAsync(base64.Decoded, cancellationToken);
            base64.Clear();
        }
    }

    private static bool ReadToken(ref Utf8JsonReader json, out JsonTokenType token)
    {
        var isRead = json.Read();
        token = json.TokenType;
        return isRead;
    }

    /// <summary>The name of the next member; null at the end of the object.</summary>
    private static bool ReadName(ref Utf8JsonReader json, out string? name)
    {
        var isRead = json.Read();
        name = isRead && json.TokenType is JsonTokenType.PropertyName ? NameOf(ref json) : null;
        return isRead;
    }

    private static bool ReadValue(ref Utf8JsonReader json, out JsonElement value)
    {
        var isRead = JsonElement.TryParseValue(ref json, out var parsed);
        value = parsed ?? default;
        return isRead;
    }

    /// <summary>Only white space may follow the object; the reader throws at anything else.</summary>
    private static bool ReadEnd(ref Utf8JsonReader json, out bool isEnd) => isEnd = !json.Read() && json.IsFinalBlock;

    private static string NameOf(ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidBodyException("The body is not valid JSON: a name is not valid Unicode", exception);
        }
    }
}
