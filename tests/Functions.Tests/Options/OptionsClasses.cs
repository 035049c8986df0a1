using Speech.Functions.Options;
using Speech.Storage.Options;
using Speech.Transcription.Options;

namespace Speech.Functions.Tests.Options;

/// <summary>The classes with properties that settings configure.</summary>
internal static class OptionsClasses
{
    public static IReadOnlyList<Type> All { get; } =
    [
        .. new[] { typeof(ModelOptions), typeof(StorageOptions), typeof(RequestLimitOptions) }
            .SelectMany(type => type.Assembly.GetTypes()).Where(type => SettingProperty.Of(type).Count > 0),
    ];
}
