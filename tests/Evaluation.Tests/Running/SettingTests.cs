using Speech.Evaluation.Running;

namespace Speech.Evaluation.Tests.Running;

public class SettingTests
{
    [Fact]
    public void Upper_case_keys_are_settings_and_lower_case_keys_are_parameters()
    {
        var setting = Setting.Parse("int8, TEMPERATURE_FALLBACK=false,num_beams=5");
        Assert.Equal(new Dictionary<string, string> { ["PRECISION"] = "int8", ["TEMPERATURE_FALLBACK"] = "false" }, setting.Environment);
        Assert.Equal(new Dictionary<string, string> { ["num_beams"] = "5" }, setting.Parameters);
        Assert.Equal("int8,_TEMPERATURE_FALLBACK=false,num_beams=5", setting.FileName);
    }

    [Fact]
    public void A_precision_is_not_required() => Assert.Equal("10", Setting.Parse("chunk_length_s=10").Parameters["chunk_length_s"]);

    [Fact]
    public void A_key_without_a_value_is_rejected() => Assert.Throws<FormatException>(() => Setting.Parse("int8,beams"));
}
