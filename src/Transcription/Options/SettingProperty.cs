using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Speech.Transcription.Options;

/// <summary>A property of an options class with the setting that it is bound to, by its
/// <see cref="ConfigurationKeyNameAttribute"/>.</summary>
public sealed class SettingProperty
{
    private readonly PropertyInfo _property;
    private readonly List<ValidationAttribute> _rules;

    private SettingProperty(PropertyInfo property, string name)
    {
        (_property, Name) = (property, name);
        _rules = [.. property.GetCustomAttributes<ValidationAttribute>()];
        Alias = property.GetCustomAttribute<SettingAliasAttribute>()?.Name;
    }

    /// <summary>The name of the setting, as of an environment variable.</summary>
    public string Name { get; }

    /// <summary>A further name of the setting; null for none.</summary>
    public string? Alias { get; }

    /// <summary>The type of the property.</summary>
    public Type Type => _property.PropertyType;

    /// <summary>The rules for the value.</summary>
    public IReadOnlyList<ValidationAttribute> Rules => _rules;

    /// <summary>Returns the bound properties of an options class in the order of their declaration.</summary>
    /// <param name="options">The class.</param>
    public static IReadOnlyList<SettingProperty> Of(Type options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [.. options.GetProperties()
            .Select(property => (property, key: property.GetCustomAttribute<ConfigurationKeyNameAttribute>()))
            .Where(pair => pair.key is not null)
            .Select(pair => new SettingProperty(pair.property, pair.key!.Name))];
    }

    /// <summary>Returns the value as a setting would state it: <c>true</c>, <c>fp32</c>, <c>0.6</c>; null where there is none.</summary>
    /// <param name="options">The options object.</param>
    public string? TextOf(object options) => _property.GetValue(options) switch
    {
        null => null,
        bool value => value ? "true" : "false",
        Enum value => SettingConverter.NameOf(value),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    /// <summary>Finds the text of the setting or its alias, trimmed. A blank text counts as unset.</summary>
    internal (string Name, string Text)? Find(IConfiguration configuration)
    {
        string[] names = Alias is null ? [Name] : [Name, Alias];
        foreach (var name in names)
            if (configuration.FindSetting(name) is { } text) return (name, text);
        return null;
    }

    internal bool TryConvert(string text, out object? value) => SettingConverter.TryConvert(text, Type, out value);

    internal void Set(object options, object? value) => _property.SetValue(options, value);

    /// <summary>The fault of a text that is not of the property's type or not within its range.</summary>
    internal string Fault(string name, string text) => $"{name} must be {Requirement()}, not \"{text}\"";

    /// <summary>Returns one sentence for each rule that the value violates.</summary>
    internal IEnumerable<string> Validate(object options)
    {
        var value = _property.GetValue(options);
        var context = new ValidationContext(options) { MemberName = _property.Name, DisplayName = Name };
        foreach (var rule in _rules)
        {
            if (rule.GetValidationResult(value, context) is not { ErrorMessage: { } message }) continue;
            if (rule is RangeAttribute) yield return Fault(Name, TextOf(options)!);
            // Secrets are never quoted.
            else yield return value is Secret or null or "" ? message : $"{message}, not \"{value}\"";
        }
    }

    private string Requirement()
    {
        var range = _rules.OfType<RangeAttribute>().FirstOrDefault();
        return SettingConverter.Describe(Type)
            + (range is null ? "" : string.Create(CultureInfo.InvariantCulture, $" from {range.Minimum} to {range.Maximum}"));
    }
}
