using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Speech.Transcription.Options;

/// <summary>Binds an options class to flat settings and validates it by its attributes.</summary>
/// <remarks>Unlike the binder of Microsoft.Extensions.Configuration, it reports a text that does not convert like any other fault
/// instead of throwing at the first one, and it accepts <c>on</c>, <c>off</c> and the like. Unlike <c>ValidateDataAnnotations</c>, its
/// faults name the setting instead of the property, and never quote a secret.</remarks>
/// <param name="configuration">The settings.</param>
internal sealed class SettingsBinder<TOptions>(IConfiguration configuration) : IConfigureOptions<TOptions>, IValidateOptions<TOptions>
    where TOptions : class
{
    /// <summary>Sets the properties whose settings are present and convert; the others keep their defaults.</summary>
    public void Configure(TOptions options)
    {
        foreach (var property in SettingProperty.Of(typeof(TOptions)))
            if (property.Find(configuration) is (_, var text) && property.TryConvert(text, out var value)) property.Set(options, value);
    }

    /// <summary>Returns one failure for each setting that does not convert and each value that violates an attribute.</summary>
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        foreach (var property in SettingProperty.Of(typeof(TOptions)))
        {
            if (property.Find(configuration) is (var setting, var text) && !property.TryConvert(text, out _))
                result.AddError(property.Fault(setting, text));
            else
                foreach (var fault in property.Validate(options)) result.AddError(fault);
        }
        return result.Build();
    }
}

/// <summary>Binds options that are needed while services are registered.</summary>
public static class SettingsBinder
{
    /// <summary>Binds an options class without validating it.</summary>
    /// <param name="configuration">The settings.</param>
    public static TOptions Bind<TOptions>(IConfiguration configuration) where TOptions : class, new()
    {
        var options = new TOptions();
        new SettingsBinder<TOptions>(configuration).Configure(options);
        return options;
    }
}
