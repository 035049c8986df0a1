using Speech.Audio.Errors;

namespace Speech.Audio;

/// <summary>A parameter of a PCM media type is not a number or is out of range.</summary>
/// <param name="parameter">The parameter's name: <c>rate</c> or <c>channels</c>.</param>
/// <param name="min">The smallest valid value.</param>
/// <param name="max">The largest valid value.</param>
public sealed class InvalidPcmMediaTypeException(string parameter, int min, int max)
    : AudioException($"The {parameter} of the content type must be a whole number from {min} to {max}")
{
    /// <summary>The parameter's name: <c>rate</c> or <c>channels</c>.</summary>
    public string Parameter { get; } = parameter;
}
