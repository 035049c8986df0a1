using System.Text.Json;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>Reads <c>{"inputs": "base64", "parameters": {...}}</c>, members in any order, without ever holding the base64 or the body.</summary>
internal sealed class JsonBody(Stream body, PredictBody into)
{
    private bool _hasInputs;

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var pipe = new JsonPipe(body);
        try
        {
            await ReadObjectAsync(pipe, cancellationToken);
        }
        catch (JsonException reason)
        {
            // Its position is not told: the reader has not seen inputs and counts wrong.
            throw new BadBodyException("The body is not valid JSON", reason);
        }
        if (!_hasInputs) throw new BadBodyException("The body has no \"inputs\", which is to hold the audio in base64");
    }

    private async Task ReadObjectAsync(JsonPipe pipe, CancellationToken cancellationToken)
    {
        if (await pipe.NextAsync<JsonTokenType>(ReadToken, cancellationToken) is not JsonTokenType.StartObject)
            throw new BadBodyException("The body must be a JSON object with \"inputs\" and, if need be, \"parameters\"");
        while (await pipe.NextAsync<string?>(ReadName, cancellationToken) is { } name)
        {
            if (name == "inputs") await ReadInputsAsync(pipe, cancellationToken);
            else if (await pipe.NextAsync<JsonElement>(ReadValue, cancellationToken) is var value && name == "parameters") into.Parameters.Add(value);
        }
        await pipe.NextAsync<bool>(ReadEnd, cancellationToken);
    }

    private async Task ReadInputsAsync(JsonPipe pipe, CancellationToken cancellationToken)
    {
        if (_hasInputs) throw new BadBodyException("The body has more than one \"inputs\"");
        _hasInputs = true;
        var base64 = new Base64Text();
        var inputs = new InputsText(base64);
        if (!await pipe.TryReadStringAsync(new JsonStringScanner(inputs), TakeDecodedAsync, cancellationToken))
            throw new BadBodyException("inputs must be a string that holds the audio in base64");
        inputs.Finish();
        await TakeDecodedAsync();
        into.AudioType = inputs.AudioType;
        into.Url = inputs.Url;

        async ValueTask TakeDecodedAsync()
        {
            if (base64.Decoded.IsEmpty) return;
            await into.Audio.WriteAsync(base64.Decoded, cancellationToken);
            base64.Take();
        }
    }

    private static bool ReadToken(ref Utf8JsonReader reader, out JsonTokenType token)
    {
        var isRead = reader.Read();
        token = reader.TokenType;
        return isRead;
    }

    /// <summary>The next member's name; null at the end of the object.</summary>
    private static bool ReadName(ref Utf8JsonReader reader, out string? name)
    {
        var isRead = reader.Read();
        name = isRead && reader.TokenType is JsonTokenType.PropertyName ? NameOf(ref reader) : null;
        return isRead;
    }

    private static bool ReadValue(ref Utf8JsonReader reader, out JsonElement value)
    {
        var isRead = JsonElement.TryParseValue(ref reader, out var parsed);
        value = parsed ?? default;
        return isRead;
    }

    /// <summary>After the object there may be white space only; the reader complains of anything else.</summary>
    private static bool ReadEnd(ref Utf8JsonReader reader, out bool isEnd) => isEnd = !reader.Read() && reader.IsFinalBlock;

    private static string NameOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException reason)
        {
            throw new BadBodyException("The body is not valid JSON: a name is not valid Unicode", reason);
        }
    }
}
