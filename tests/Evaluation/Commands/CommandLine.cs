namespace Speech.Evaluation.Commands;

/// <summary>Arguments: values, and options as <c>--name value</c>.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _options = [];

    /// <exception cref="FormatException">An option is unknown or has no value.</exception>
    public CommandLine(IReadOnlyList<string> arguments, params string[] options)
    {
        var values = new List<string>();
        for (var index = 0; index < arguments.Count; index++)
        {
            if (!arguments[index].StartsWith("--", StringComparison.Ordinal)) values.Add(arguments[index]);
            else if (!options.Contains(arguments[index][2..])) throw new FormatException($"There is no option {arguments[index]}.");
            else if (index + 1 == arguments.Count) throw new FormatException($"{arguments[index]} has no value.");
            else _options[arguments[index][2..]] = arguments[++index];
        }
        Values = values;
    }

    /// <summary>The arguments that are no options.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>The value of an option; null where it is not given.</summary>
    public string? Find(string name) => _options.GetValueOrDefault(name);
}
