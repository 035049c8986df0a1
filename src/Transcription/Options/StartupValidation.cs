using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Speech.Transcription.Options;

/// <summary>Validates all options that are registered with <c>ValidateOnStart</c>, and reports every fault in one message.</summary>
public static class StartupValidation
{
    /// <summary>Validates all options.</summary>
    /// <param name="services">The services with the options.</param>
    /// <returns>One sentence per fault; none where all settings are valid.</returns>
    public static IReadOnlyList<string> FindFaults(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return [.. exception.Failures];
        }
        catch (AggregateException exception) when (exception.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return [.. exception.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures)];
        }
    }

    /// <summary>Formats the message that a process prints before it exits.</summary>
    /// <param name="faults">One sentence per fault.</param>
    public static string Format(IEnumerable<string> faults)
        => "The settings cannot be used:" + string.Concat(faults.Select(fault => "\n  - " + fault));
}
