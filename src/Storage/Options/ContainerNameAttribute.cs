using System.ComponentModel.DataAnnotations;

namespace Speech.Storage.Options;

/// <summary>Validates the name of a blob container.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ContainerNameAttribute : RegularExpressionAttribute
{
    /// <summary>Creates the rule.</summary>
    public ContainerNameAttribute() : base(@"(?=.{3,63}\z)[a-z0-9]+(-[a-z0-9]+)*")
        => ErrorMessage = "{0} must be 3 to 63 lower-case letters, digits and single hyphens";
}
