using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Speech.Transcription.Options;

/// <summary>Validates a text of comma-separated numbers, each within bounds.</summary>
/// <param name="minimum">The lowest valid number.</param>
/// <param name="maximum">The highest valid number.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NumberListAttribute(double minimum, double maximum)
    : ValidationAttribute("{0} must be comma-separated numbers from {1} to {2}")
{
    /// <summary>The lowest valid number.</summary>
    public double Minimum { get; } = minimum;

    /// <summary>The highest valid number.</summary>
    public double Maximum { get; } = maximum;

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null
        || (value is string text && Parse(text) is { } numbers
            && Array.TrueForAll(numbers, number => number >= Minimum && number <= Maximum));

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name)
        => string.Format(CultureInfo.InvariantCulture, ErrorMessageString, name, Minimum, Maximum);

    /// <returns>Null where a part is not a number.</returns>
    internal static double[]? Parse(string text)
    {
        var parts = text.Split(',');
        var numbers = new double[parts.Length];
        for (var index = 0; index < parts.Length; index++)
            if (!double.TryParse(parts[index], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[index])) return null;
        return numbers;
    }
}
