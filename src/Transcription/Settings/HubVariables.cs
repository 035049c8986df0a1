using Speech.Hub.Errors;
using Speech.Hub.Settings;

namespace Speech.Transcription.Settings;

/// <summary>The Hub's own variables, which its library reads.</summary>
public static class HubVariables
{
    /// <summary>The library tells one fault at a time; without the variable that it named it goes on to the next.</summary>
    public static HubOptions? Read(SettingsReader from)
    {
        var faulty = new HashSet<string>();
        while (true)
        {
            try
            {
                return HubOptions.FromEnvironment(name => faulty.Contains(name) ? null : from.Text(name));
            }
            catch (HubSettingException fault)
            {
                if (!faulty.Add(fault.Variable)) return null;
                from.Fault(fault.Message.TrimEnd('.'));
            }
        }
    }
}
