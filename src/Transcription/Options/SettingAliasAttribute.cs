namespace Speech.Transcription.Options;

/// <summary>A further name of the setting of a property, read where the setting is unset.</summary>
/// <param name="name">The further name.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAliasAttribute(string name) : Attribute
{
    /// <summary>The further name.</summary>
    public string Name { get; } = name;
}
